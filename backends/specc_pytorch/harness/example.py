"""The class `Examples` of `train.py`, and how its tensors are made of the data's arrays."""

from typing import Any, NamedTuple

from specc.emit.expression import Argument, Call, Code, call
from specc.emit.harness.wiring import Wiring
from specc.emit.render import statement
from specc.ir.dim import Size
from specc.ir.graph import Graph
from specc.training.plan import DataPlan
from specc.training.source import Sklearn, Table
from specc_pytorch.harness.score import Score
from specc_pytorch.layout import FIRST, memory
from specc_pytorch.speller import TorchSpeller

SMALL = 2**28
"""A data set of more bytes may not have room on a GPU."""
LARGE = [
    '    large = device.type == "cuda" and sum(a.nbytes for a in part) > GPU_BYTES',
    '    home = torch.device("cpu") if large else device',
]


class Field(NamedTuple):
    """One tensor: its name, sizes in memory order, and whether its channels move to the front."""

    name: str
    sizes: tuple[Size, ...]
    first: bool


def is_big(data: DataPlan, wiring: Wiring) -> bool:
    """True where the data may not have room on a GPU."""
    if isinstance(data.source, (Table, Sklearn)):
        return False
    size: Size = 0
    for item in wiring.arrays:
        product: Size = 4 if item.dtype == "float32" else 8
        for one in item.sizes:
            product = product * one
        size = size + product
    return data.samples is None or not isinstance(size, int) or size * data.samples > SMALL


def example_values(
    graph: Graph, wiring: Wiring, found: tuple[Score, ...], *, big: bool
) -> dict[str, Any]:
    """The lines of the class and of the function `tensors`."""
    fields = _fields(graph, wiring, found)
    home = Code("home" if big else "device")
    made = tuple(Argument(field.name, _tensor(field, home)) for field in fields)
    lines = statement("return ", Call(Code("Examples"), (), made), 1)
    return {
        "fields": [line for field in fields for line in _line(field)],
        "tensors": [*LARGE, *lines] if big else lines,
        "tensors_doc": "on the device" + (", if there is room" if big else ""),
    }


def _fields(graph: Graph, wiring: Wiring, found: tuple[Score, ...]) -> list[Field]:
    layout = TorchSpeller(graph).layout
    fields = []
    for feed in wiring.feeds:
        first = layout[graph.inputs[feed.input].id] == FIRST and feed.type.rank > 1
        fields.append(Field(feed.field, memory(feed.type, FIRST if first else ""), first))
    for goal in wiring.stored:
        score = next(s for s in found if s.goal.field == goal.field)
        first = score.first and not score.indexed and len(goal.sizes) > 1
        sizes = (goal.sizes[-1], *goal.sizes[:-1]) if first else goal.sizes
        fields.append(Field(goal.field, sizes, first))
    return fields


def _line(field: Field) -> list[str]:
    shape = ", ".join(["N", *map(str, field.sizes)]) if field.sizes else "N,"
    return statement(f"{field.name}: ", Code("Tensor"), 1, f"({shape})")


def _tensor(field: Field, home: Code) -> Call:
    array = Code(f"part.{field.name}")
    if field.first:
        return call("channels_first", array, home)
    return call("torch.as_tensor", array, device=home)
