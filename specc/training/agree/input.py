"""Do the model's inputs take what the data gives?"""

from specc.diagnostics import Diagnostic, Label, error
from specc.ir.dim import agreement
from specc.ir.graph import Graph
from specc.ir.tensor import TensorType
from specc.training.augment import Crop
from specc.training.plan import DataInput, DataPlan, TrainPlan

RULE = "input-data-mismatch"
AS_IS = ("supervised", "reconstruct", "vae", "next_token")
"""Objectives that hand the data's inputs to the model's, one to one."""
FIRST = ("diffusion", "sequence_to_sequence")
"""Objectives that hand the data's one input to the model's first, and make the second."""
TWICE = ("contrastive", "triplet")
"""Objectives that draw pairs or triples: each input of the model takes one example."""


def check(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    """The inputs that cannot be fed, and augmentation that the data does not allow."""
    data = plan.data
    if data is None or not data.inputs:
        return []
    taken = {name: value.type for name, value in graph.inputs.items()}
    found = [error_ for error_ in [_augment(plan, data)] if error_ is not None]
    word = plan.objective.word
    if word in TWICE and len(data.inputs) == 1:
        pairs = [(data.inputs[0], name) for name in taken]
    elif word in FIRST and len(data.inputs) == 1:
        pairs = [(data.inputs[0], name) for name in list(taken)[:1]]
    elif word not in AS_IS:
        return found
    elif len(data.inputs) != len(taken):
        return [*found, _count(plan, data, graph)]
    else:
        pairs = paired(data.inputs, taken)
    wrong = ((given, name) for given, name in pairs if differs(given, taken[name], data))
    return [*found, *(_mismatch(plan, data, graph, *pair) for pair in wrong)]


def paired(
    given: tuple[DataInput, ...], taken: dict[str, TensorType]
) -> list[tuple[DataInput, str]]:
    """Which input of the data goes where: by name where all names agree, else in order."""
    if {item.name for item in given} == set(taken):
        return [(item, item.name) for item in given]
    return list(zip(given, taken, strict=True))


def differs(given: DataInput, taken: TensorType, data: DataPlan) -> bool:
    """Whether the data cannot be fed: another number of axes, another size, another dtype."""
    if not taken.known:
        return False
    if given.type.rank != taken.rank or _other_dtype(given, taken, data):
        return True
    pairs = zip(given.type.sizes, taken.sizes, strict=True)
    return any(agreement(a, b).never for a, b in pairs)


def _other_dtype(given: DataInput, taken: TensorType, data: DataPlan) -> bool:
    if given.type.dtype == taken.dtype:
        return False
    if taken.dtype == "float":
        return given.type.dtype == "int" and data.scale is None
    return not (given.whole and taken.dtype == "int" and data.scale is None)


def _mismatch(
    plan: TrainPlan, data: DataPlan, graph: Graph, given: DataInput, name: str
) -> Diagnostic:
    taken = graph.inputs[name].type
    message = (
        f"the data gives `{given.name}` as {given.type}, the model `{graph.name}` takes "
        f"`{name}` as {taken}"
    )
    return _error(plan, data, graph, message, _help(given, name, taken))


def _help(given: DataInput, name: str, taken: TensorType) -> str:
    written = f"`input {name}: {given.type}`"
    if given.type.dtype != taken.dtype:
        return f"{written} takes it as it is"
    if taken.rank == 1 and given.type.rank > 1 and given.type.size == taken.size:
        return f"{written}, then `Flatten`"
    return f"{written} takes it"


def _count(plan: TrainPlan, data: DataPlan, graph: Graph) -> Diagnostic:
    given, taken = len(data.inputs), len(graph.inputs)
    message = (
        f"the data has {given} input{'s' * (given != 1)}, the model `{graph.name}` takes {taken}"
    )
    return _error(plan, data, graph, message, "")


def _error(plan: TrainPlan, data: DataPlan, graph: Graph, message: str, help: str) -> Diagnostic:
    related = (
        Label(data.place.source, data.place.span, "the data"),
        Label(graph.place.source, graph.place.span, "the model"),
    )
    where = plan.spans.get("data") or plan.span("model")
    return error(RULE, message, plan.place.source, where, related=related, help=help)


def _augment(plan: TrainPlan, data: DataPlan) -> Diagnostic | None:
    given = data.inputs[0].type
    for one in data.augment:
        span = data.span(f"augment.{one.word}")
        problem = ""
        if one.images and given.rank != 3:
            problem = (
                f"`{one.word}` works on images [height, width, channels], the data gives {given}"
            )
        elif isinstance(one, Crop) and any(agreement(one.size, s).never for s in given.sizes[:2]):
            problem = f"`crop` makes [{one.size}, {one.size}] of {given}, and only in training"
        if problem:
            return error("augment-data-mismatch", problem, data.place.source, span)
    return None
