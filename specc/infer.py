"""Apply a layer to tensor types: is the use right, and what comes out?"""

from specc.ir.dim import DimTooComplex
from specc.ir.tensor import TensorType
from specc.layer import Layer
from specc.setting import Fault

MAX_SIZE = 2**63 - 1


def infer(layer: Layer, inputs: tuple[TensorType, ...]) -> tuple[TensorType, ...] | Fault:
    """The output types for inputs that are all known."""
    fault = _count(layer, len(inputs))
    if fault is not None:
        return fault
    for index, kind in enumerate(inputs):
        fault = _fits(layer, kind, index)
        if fault is not None:
            return fault
    try:
        found = layer.shape(*inputs)
    except DimTooComplex as error:
        return Fault(str(error), rule="limit-exceeded")
    if isinstance(found, Fault):
        return found
    outputs = (found,) if type(found) is TensorType else found
    return _small_enough(layer, outputs)  # type: ignore[arg-type]


def _count(layer: Layer, given: int) -> Fault | None:
    low, high = layer.inputs
    if given >= low and (high is None or given <= high):
        return None
    if high is None:
        wants = f"{low} or more inputs"
    elif low == high:
        wants = "1 input" if low == 1 else f"{low} inputs"
    else:
        wants = f"{low} to {high} inputs"
    help = ""
    if high == 1:
        help = "join them first: `[a, b] -> Concat -> ...`"
    elif given < low:
        help = f"give it a list: `[a, b] -> {layer.word}`"
    return Fault(f"`{layer.word}` takes {wants}, got {given}", help, rule="input-count")


def _fits(layer: Layer, kind: TensorType, index: int) -> Fault | None:
    low, high = layer.ranks
    if kind.rank < low or (high is not None and kind.rank > high):
        wants = layer.form or (f"{low} axes" if low == high else f"at least {low} axes")
        message = f"`{layer.word}` wants {wants}, got {kind}"
        return Fault(message, _rank_help(layer, kind), input=index, rule="input-rank-mismatch")
    if kind.dtype not in layer.dtypes:
        message = f"`{layer.word}` wants {' or '.join(layer.dtypes)} values, got {kind}"
        help = "an `Embedding` turns indices into vectors" if kind.dtype == "int" else ""
        return Fault(message, help, input=index, rule="dtype-mismatch")
    return None


def _rank_help(layer: Layer, kind: TensorType) -> str:
    low, high = layer.ranks
    if high is not None and low == high and kind.rank == low - 1:
        return "the batch axis is never written; perhaps the channel axis is missing: `[..., 1]`"
    if high is not None and low == high and kind.rank == low + 1:
        return "the batch axis is never written"
    return ""


def _small_enough(layer: Layer, outputs: tuple[TensorType, ...]) -> tuple[TensorType, ...] | Fault:
    for kind in outputs:
        size = kind.size
        if isinstance(size, int) and size > MAX_SIZE:
            return Fault(
                f"`{layer.word}` makes {kind}, more than 2**63 elements", rule="limit-exceeded"
            )
    return outputs
