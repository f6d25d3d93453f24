"""How data and model meet: which array goes into which input, and what each output is held against.

A target reaches the loss in one of two encodings. "index": whole numbers of classes, `int64`, for
outputs with one unit a class. "values": `float32` of exactly the output's sizes, classes written
out as rows with one 1 where the output has a unit for each.
"""

from collections.abc import Sequence

from specc.emit.final import ends
from specc.emit.names import unique
from specc.ir.dim import Size
from specc.ir.graph import Graph
from specc.ir.tensor import TensorType
from specc.layer import Activation
from specc.namedtuple import NamedTuple
from specc.training.agree.output import pairs
from specc.training.known_set import SKLEARN_SETS
from specc.training.loss import Loss
from specc.training.plan import DataInput, DataPlan, DataTarget, TrainPlan
from specc.training.target import Binary, ClassTarget, RealTarget, Same, Target

TAKEN = frozenset(
    {"count", "index", "np", "csv", "pd", "Path", "Image", "Part", "Data", "Array", "load", "read"}
    | {"split", "scaled", "folder", "table", "rng", "inputs", "targets", "source", "make_data"}
    | {"numbers", "number_column", "classes", "others", "with_channel", "as_column", "array_of"}
    | {"read_csv", "read_npz", "read_parquet", "read_images", "parts", "part", "train"}
    | {f"check_{what}" for what in ("axes", "classes", "count", "counts", "distribution")}
    | {f"check_{what}" for what in ("finite", "lengths", "one_hot", "range", "shape", "whole")}
    | {f"{what}_{which}" for what in "xy" for which in ("first", "second")}
    | {f"load_{name}" for name in SKLEARN_SETS}
)
"""Names that a field may not have: methods of tuples, and what `data.py` uses itself."""
INDEX, VALUES = "index", "values"
INDEXED = ("cross_entropy", "hinge", "focal", "python")
"""Losses that take classes as whole numbers where the output has one unit a class."""


class Feed(NamedTuple):
    """An input of the model and the field of the data that goes into it.

    `given` is what the spec says of the data; where it says nothing, what the model takes.
    """

    input: str
    field: str
    type: TensorType
    given: DataInput

    @property
    def sizes(self) -> tuple[Size, ...]:
        """The sizes of one example, channels last."""
        return self.type.sizes

    @property
    def dtype(self) -> str:
        """The NumPy type of the array."""
        return {"float": "float32", "int": "int64", "bool": "bool"}[self.type.dtype]


class Goal(NamedTuple):
    """A trained output: its place among the outputs, its target's field, encoding, and its loss.

    `sizes` are those of the encoded target, channels last. `end` is the softmax or sigmoid that
    makes the output's probabilities, and `cut` is true where the model can be asked for what enters
    it (`specc.emit.final`). `loss` is None for the perceptron rule.
    """

    output: str
    at: int
    type: TensorType
    end: Activation | None
    cut: bool
    target: DataTarget
    field: str
    encoding: str
    sizes: tuple[Size, ...]
    loss: Loss | None
    weight: float

    @property
    def dtype(self) -> str:
        """The NumPy type of the array."""
        return "int64" if self.encoding == INDEX else "float32"

    @property
    def is_input(self) -> bool:
        """True where the target is the input itself, so that there is no array for it."""
        return isinstance(self.target.kind, Same)

    @property
    def one_of_many(self) -> bool:
        """True where one unit of several is right, false where each is right or wrong."""
        kind = self.target.kind
        return kind.word == "distribution" or unit_a_class(kind, self.type) > 0


class Wiring(NamedTuple):
    """Everything that the data and the training loop of one program have to agree on."""

    feeds: tuple[Feed, ...]
    goals: tuple[Goal, ...]
    data: DataPlan | None

    @property
    def read(self) -> tuple[Feed, ...]:
        """The inputs in the order in which the data has them."""
        places = _places(self.data.inputs if self.data else ())
        return tuple(sorted(self.feeds, key=lambda feed: places.get(feed.given.name, 0)))

    @property
    def stored(self) -> tuple[Goal, ...]:
        """One goal for each array of targets, in the order in which the data has them."""
        fields = {goal.field: goal for goal in reversed(self.goals) if not goal.is_input}
        places = _places(self.data.targets if self.data else ())
        found = reversed(fields.values())
        return tuple(sorted(found, key=lambda goal: places.get(goal.target.name, 0)))

    @property
    def arrays(self) -> tuple["Feed | Goal", ...]:
        """Everything that is stored: the inputs, then the targets."""
        found: list[Feed | Goal] = [*self.feeds, *self.stored]
        return tuple(found)


def wire(train: TrainPlan, graph: Graph) -> Wiring:
    """Pair the data with the model: by name where all names agree, else in order."""
    taken = set(TAKEN)
    feeds = _feeds(train.data, graph, taken)
    return Wiring(feeds, _goals(train, graph, feeds, taken), train.data)


def _places(given: Sequence[DataInput | DataTarget]) -> dict[str, int]:
    return {one.name: at for at, one in enumerate(given)}


def _feeds(data: DataPlan | None, graph: Graph, taken: set[str]) -> tuple[Feed, ...]:
    kinds = {name: value.type for name, value in graph.inputs.items()}
    given = {item.name: item for item in data.inputs} if data else {}
    if set(given) != set(kinds):
        loose = [DataInput(name, kind) for name, kind in kinds.items()]
        given = dict(zip(kinds, data.inputs if data and data.inputs else loose, strict=False))
    return tuple(
        Feed(name, field_name(given[name].name, taken), merged(kind, given[name].type), given[name])
        for name, kind in kinds.items()
        if name in given
    )


def field_name(name: str, taken: set[str]) -> str:
    """A free name for a field of a named tuple, which must not start with `_`."""
    return unique(name.lstrip("_") or "x", taken)


def merged(model: TensorType, data: TensorType) -> TensorType:
    """The model's type, its unknown sizes filled in from the data."""
    if model.rank != data.rank:
        return model
    pairs = zip(model.sizes, data.sizes, strict=True)
    return TensorType(tuple(a if isinstance(a, int) else b for a, b in pairs), model.dtype)


def _goals(
    train: TrainPlan, graph: Graph, feeds: tuple[Feed, ...], taken: set[str]
) -> tuple[Goal, ...]:
    outputs = list(graph.outputs)
    losses: list[tuple[str, Loss | None, float]] = list(train.losses)
    losses = losses or [(name, None, 1.0) for name in outputs]
    targets = _targets(train, graph)
    fields: dict[tuple[str, str, tuple[Size, ...]], str] = {}
    ended = ends(graph)
    goals = []
    for name, loss, weight in losses:
        kind = graph.outputs[name].type
        found = targets.get(name) or DataTarget(name, assumed(kind, loss))
        encoding, sizes = encoded(found.kind, kind, loss)
        key = (found.name, encoding, sizes)
        if isinstance(found.kind, Same):
            fields[key] = feeds[0].field
        elif key not in fields:
            fields[key] = field_name(found.name, taken)
        end, cut = (ended[name].activation, ended[name].cut) if name in ended else (None, False)
        at, field = outputs.index(name), fields[key]
        goals.append(Goal(name, at, kind, end, cut, found, field, encoding, sizes, loss, weight))
    return tuple(goals)


def _targets(train: TrainPlan, graph: Graph) -> dict[str, DataTarget]:
    """The target of each output of which something is known."""
    if train.data is None:
        return {}
    return {name: target for name, _, target in pairs(train, graph, train.data)}


def assumed(kind: TensorType, loss: Loss | None) -> Target:
    """The target that an output and a loss ask for, where the data does not say."""
    if loss is None:
        return Binary(sizes=kind.sizes)
    if loss.word in ("cross_entropy", "focal", "hinge") and kind.sizes[-1:] != (1,):
        return ClassTarget(classes=kind.channels, sizes=kind.sizes[:-1])
    if loss.word in ("binary_cross_entropy", "hinge", "focal") and kind.size == 1:
        return Binary(sizes=kind.sizes)
    return RealTarget(sizes=kind.sizes)


def encoded(target: Target, output: TensorType, loss: Loss | None) -> tuple[str, tuple[Size, ...]]:
    """How a target reaches the loss, and its sizes then."""
    whole = unit_a_class(target, output) and (loss is None or loss.word in INDEXED)
    if target.word == "one_hot" and loss is not None and loss.word == "python":
        return VALUES, output.sizes
    if whole or target.word == "sequence":
        return INDEX, output.sizes[:-1]
    return VALUES, output.sizes


def unit_a_class(target: Target, output: TensorType) -> int:
    """The number of classes where the output has a unit for each; else 0."""
    if target.word == "distribution" or (target.sizes and target.sizes == output.sizes):
        return 0
    classes = 2 if target.word == "binary" else target.classes
    units = output.sizes[-1] if output.sizes else 1
    return classes if classes == units else 0
