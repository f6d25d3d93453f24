"""Apply a layer to tensor types: is the use right, and what comes out?"""

from specc.axis import declaration, longer
from specc.ir.dim import DimTooComplex, at_least
from specc.ir.tensor import TensorType
from specc.layer import Activation, Layer
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
    outputs: tuple[TensorType, ...]
    outputs = (found,) if type(found) is TensorType else found  # type: ignore[assignment]
    fault = _activated(layer, outputs) or _vanishing(layer, inputs, outputs)
    return fault or _small_enough(layer, outputs)


def _activated(layer: Layer, outputs: tuple[TensorType, ...]) -> Fault | None:
    """What keeps the layer's own activation from being applied to its first output."""
    activation = getattr(layer, "activation", None)
    if not isinstance(activation, Activation):
        return None
    found = infer(activation, outputs[:1])
    if not isinstance(found, Fault):
        return None
    inner = f"activation.{found.setting}" if found.setting else "activation"
    return found._replace(setting=inner, input=None)


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
        missing = f"perhaps the channel axis is missing: {longer(kind)}"
        return f"the batch axis is never written; {missing}"
    if high is not None and kind.rank == high + 1:
        return f"the batch axis is never written: `{kind._replace(sizes=kind.sizes[1:])}`"
    return ""


def _vanishing(
    layer: Layer, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]
) -> Fault | None:
    """A fault where some size of an output is not, or not always known to be, at least 1."""
    for kind in outputs:
        if all(type(size) is int and size > 0 for size in kind.sizes):
            continue
        verdicts = [at_least(size, 1) for size in kind.sizes]
        if any(verdict.never for verdict in verdicts):
            message = f"`{layer.word}` leaves nothing of {_list(inputs)}: it makes {kind}"
            return Fault(message, rule="spatial-collapse")
        conditions = [verdict.condition for verdict in verdicts if verdict.condition]
        if conditions:
            condition = " and ".join(dict.fromkeys(conditions))
            message = f"`{layer.word}` makes {kind} of {_list(inputs)}"
            message = f"{message}, which is possible only when `{condition}`"
            return Fault(message, declaration(condition), rule="spatial-collapse")
    return None


def _list(kinds: tuple[TensorType, ...]) -> str:
    return " and ".join(map(str, kinds[:4])) + ", ..." * (len(kinds) > 4)


def _small_enough(layer: Layer, outputs: tuple[TensorType, ...]) -> tuple[TensorType, ...] | Fault:
    for kind in outputs:
        size = kind.size
        if isinstance(size, int) and size > MAX_SIZE:
            return Fault(
                f"`{layer.word}` makes {kind}, more than 2**63 elements", rule="limit-exceeded"
            )
    return outputs
