"""Reports what is wrong with a use of a layer, with help that knows where its inputs come from."""

import re
from typing import TYPE_CHECKING

from specc.diagnostics import Edit, Fix, Label, Safety
from specc.ir.graph import Place
from specc.ir.tensor import TensorType
from specc.layer import Layer
from specc.resolve.given import place_of
from specc.setting import Fault
from specc.source import Source, Span

if TYPE_CHECKING:
    from specc.resolve.body import Body
    from specc.resolve.builder import OpenNode

MOST_LABELS = 4
IMAGE_CHANNELS = (1, 3, 4)


def report_fault(
    body: "Body",
    made: Layer | None,
    fault: Fault,
    given: tuple[int, ...],
    place: Place,
    spans: dict[str, Span],
) -> None:
    """Report a fault of a use at the setting or the input that it names; `made` is the layer."""
    where = fault.span or place_of(fault.setting, spans) or place.span
    shown = given if fault.input is None else (given[fault.input],)
    fix = _instead(fault, place.source, where)
    if made is not None:
        fault, mended = _traced(body, made, fault, given, place)
        fix = fix or mended
    labels = [] if fault.setting else [_maker(body, value) for value in shown[:MOST_LABELS]]
    if fault.rule == "missing-return-sequences" and (last := _last_step(body, shown[0])):
        labels = [_maker(body, last.outputs[0])]
    body.report.error(
        fault.rule, fault.message, place.source, where, help=fault.help,
        related=tuple(dict.fromkeys(label for label in labels if label is not None)), fix=fix,
    )  # fmt: skip


def _instead(fault: Fault, source: Source, where: Span) -> Fix | None:
    """Write what the fault says instead of a literal."""
    literal = re.fullmatch(r"[-0-9_,\s\[\]]+", source.cut(where))
    if not fault.instead or literal is None:
        return None
    title = f"write `{fault.instead}`"
    return Fix(title, (Edit(source, where, fault.instead),), Safety.UNSAFE)


def _maker(body: "Body", value: int) -> Label | None:
    node = _producer(body, value)
    if node is None:
        return None
    return Label(*node.place, f"makes {body.builder.type(value)}")


def _producer(body: "Body", value: int) -> "OpenNode | None":
    node = body.builder.values[value].node
    return None if node < 0 else body.builder.nodes[node]


def _traced(
    body: "Body", made: Layer, fault: Fault, given: tuple[int, ...], place: Place
) -> tuple[Fault, Fix | None]:
    """The fault with better help, and perhaps a fix, where the origin of an input tells more."""
    value = given[fault.input or 0]
    kind, node = body.builder.type(value), _producer(body, value)
    if fault.rule == "spatial-collapse" and node is None:
        return _channels_last(fault, kind), None
    if node is None:
        return fault, None
    if fault.rule == "symbolic-channels" and node.layer.word == "Flatten":
        sizes = f"`{node.layer.word}` counts {body.builder.type(node.inputs[0])}"
        return fault._replace(help=f"{sizes}; `GlobalAvgPool` leaves only the channels"), None
    if fault.rule == "input-count" and len(given) > 1 and given == node.outputs:
        names = ", ".join("abcdefgh"[: len(given)])
        help = f"`{node.layer.word}` makes {len(given)}: `{names} = ...` names them, go on with one"
        return fault._replace(help=help), None
    if fault.rule != "input-rank-mismatch":
        return fault, None
    if kind.rank == 1 and accepts(made, 2) and (last := _last_step(body, value)) is not None:
        found = _only_last(body, made, last, value, fault)
        return found, None if last.place == place else _all_steps(body, last)
    return fault._replace(help=_other_rank(body, made, kind, node)), None


def accepts(layer: Layer, rank: int) -> bool:
    """Whether a layer may have an input with so many axes."""
    low, high = layer.ranks
    return low <= rank and (high is None or rank <= high)


def _channels_last(fault: Fault, kind: TensorType) -> Fault:
    """An image from a framework that counts its channels first."""
    sizes = kind.sizes
    first = sizes[0]
    if len(sizes) != 3 or first not in IMAGE_CHANNELS or type(first) is not int:
        return fault
    if not all(type(size) is int and size > 4 * first for size in sizes[1:]):
        return fault
    right = kind._replace(sizes=(*sizes[1:], first))
    return fault._replace(help=f"the channels stand last: `{right}` for {kind}")


def _last_step(body: "Body", value: int) -> "OpenNode | None":
    """The recurrent layer whose last result a value is, seen through dropout and norms."""
    from specc.layers.recurrent import Recurrent

    node = _producer(body, value)
    while node is not None and not isinstance(node.layer, Recurrent):
        if not node.layer.transparent or len(node.inputs) != 1:
            return None
        value = node.inputs[0]
        node = _producer(body, value)
    if node is None or node.layer.sequences or value != node.outputs[0]:  # type: ignore[attr-defined]
        return None
    return node


def _only_last(body: "Body", made: Layer, last: "OpenNode", value: int, fault: Fault) -> Fault:
    kind = body.builder.type(value)
    wants = made.form if made.form.startswith("[") else "[time, features]"
    message = (
        f"`{made.word}` wants {wants}, and the `{last.layer.word}` in front of it gives only its "
        f"last result, {kind}"
    )
    help = f"`sequences=true` makes that `{last.layer.word}` give the results of all steps"
    return Fault(message, help, input=fault.input, rule="missing-return-sequences")


def _all_steps(body: "Body", last: "OpenNode") -> Fix | None:
    """`sequences=true` where the layer stands once and nothing else reads its result."""
    from specc.edit import name_of, set_setting, uses  # only where a fault was found

    source, span = last.place
    use = uses(body.module.module).get(span) if source is body.source else None
    builder = body.builder
    readers = sum(last.outputs[0] in node.inputs for node in builder.nodes)
    once = sum(node.place == last.place for node in builder.nodes) == 1
    if use is None or name_of(use) != last.layer.word or not once or readers > 1:
        return None
    at_home = builder.regions[last.region].kind == "model"
    safety = Safety.SAFE if at_home else Safety.UNSAFE
    return Fix("give all steps", (set_setting(source, use, "sequences", "true"),), safety)


def _other_rank(body: "Body", made: Layer, kind: TensorType, node: "OpenNode") -> str:
    """What gives a layer's result the number of axes that the next one wants."""
    low, high = made.ranks
    before = body.builder.type(node.inputs[0]) if node.inputs else kind
    if kind.rank == 1 and before.rank > 1:
        return f"`{node.layer.word}` makes a vector of {before}: put it behind `{made.word}`"
    if kind.rank < low and made.form.count("[") == 1 and made.form.startswith("["):
        return f"`Reshape({made.form})` in front of it lays the elements out in that many axes"
    if high is not None and kind.rank > high:
        if high == 1:
            return f"`Flatten` or `GlobalAvgPool` makes a vector of {kind}"
        if accepts(made, 2) and type(kind.channels) is int:
            return f"`Reshape([-1, {kind.channels}])` makes a sequence of its positions"
    return ""
