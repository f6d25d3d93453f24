"""Data that no program can be written for."""

from specc.diagnostics import Diagnostic, error
from specc.emit.harness.source import READERS
from specc.emit.harness.wiring import Wiring
from specc.ir.graph import Graph
from specc.training.augment import Noise
from specc.training.plan import DataPlan
from specc.training.source import Csv, Images, Npz, Synthetic

RULE = "not-supported-by-backend"
MOVING = ("flip", "rotate", "crop")


def data_faults(data: DataPlan) -> list[Diagnostic]:
    """What is wrong with a data section by itself."""
    if type(data.source) not in READERS:
        message = f"data from {data.source.title} can only train an objective such as `next_token`"
        return [_fault(data, message, "source")]
    found = []
    if len(data.inputs) > 1 and any(not isinstance(one, Noise) for one in data.augment):
        message = f"augmentation cannot treat {len(data.inputs)} inputs alike yet, only one"
        found.append(_fault(data, message, "augment"))
    moving = [one.word for one in data.augment if one.word in MOVING]
    if moving and any(target.kind.word == "mask" for target in data.targets):
        message = f"`{moving[0]}` would move the image and leave its mask where it is"
        found.append(_fault(data, message, f"augment.{moving[0]}"))
    return found


def pairing_faults(data: DataPlan, wiring: Wiring, graph: Graph) -> list[Diagnostic]:
    """Inputs and targets that the source has no place for."""
    message = _named(data, wiring) or _unknown_size(data, wiring) or _unpaired(data, wiring, graph)
    return [_fault(data, message, "source")] if message else []


def _fault(data: DataPlan, message: str, setting: str) -> Diagnostic:
    span = data.span(setting)
    return error(RULE, message, data.place.source, span)


def _unpaired(data: DataPlan, wiring: Wiring, graph: Graph) -> str:
    given, taken = len(wiring.feeds), len(graph.inputs)
    if given < taken:
        return f"the data has {given} inputs, `{graph.name}` takes {taken}"
    given, taken = len(data.targets), len(wiring.goals)
    if 1 < given != taken:
        return f"the data has {given} targets for {taken} trained outputs"
    return ""


def _named(data: DataPlan, wiring: Wiring) -> str:
    """Arrays, columns and folders that do not match what is needed."""
    source = data.source
    if isinstance(source, Images):
        kinds = [goal.target.kind.word for goal in wiring.stored]
        if len(wiring.feeds) > 1 or kinds not in ([], ["class"]):
            return "`images` has one input and one target: the class that a folder stands for"
    if isinstance(source, Npz):
        inputs = _miscounted("npz", "arrays for inputs", source.inputs, len(wiring.feeds))
        return inputs or _miscounted("npz", "target arrays", source.targets, len(wiring.stored))
    if isinstance(source, Csv):
        return _columns(source, wiring)
    return ""


def _columns(source: Csv, wiring: Wiring) -> str:
    """Several inputs or targets take one column each."""
    several = len(wiring.stored) > 1 and source.target is not None
    if several and (
        found := _miscounted(source.word, "target columns", source.target, len(wiring.stored))
    ):
        return found
    several = len(wiring.feeds) > 1 and source.inputs is not None
    if not several:
        return ""
    return _miscounted(source.word, "input columns", source.inputs, len(wiring.feeds))


def _miscounted(word: str, what: str, names: object, count: int) -> str:
    named = len(names) if isinstance(names, tuple) else int(names is not None)
    return "" if named == count else f"`{word}` names {named} {what}, and {count} are needed"


def _unknown_size(data: DataPlan, wiring: Wiring) -> str:
    if not isinstance(data.source, Synthetic):
        return ""
    sizes = [size for item in wiring.arrays for size in item.sizes]
    unknown = [size for size in sizes if not isinstance(size, int)]
    return f"`synthetic` data needs every size, and `{unknown[0]}` is open" if unknown else ""
