"""Applies a layer, a shared layer or a block to the tensors that reach it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from specc.diagnostics import Label
from specc.infer import infer
from specc.ir.graph import Place
from specc.ir.tensor import UNKNOWN, TensorType
from specc.kind import Word, show
from specc.layer import Layer
from specc.resolve import extern
from specc.resolve.bound import POISON, Constant, Instance, Template
from specc.setting import Fault, Given
from specc.source import Span
from specc.suggest import did_you_mean
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body

Bundle = tuple[int, ...]
MAX_NESTING = 64
WORK_OF_BLOCK = 150


def declared(
    body: "Body",
    cls: type[Layer] | None,
    arguments: tuple[ast.Argument, ...],
    given: Bundle,
    span: Span,
) -> Bundle | None:
    """A use of a layer class; settings are checked even where the inputs are unknown."""
    if cls is None:
        body.constants.given(arguments)
        return None
    made, settings = bind(body, cls, arguments, span)
    return None if made is None else layer(body, made, given, body.place(span), settings)


def bind(
    body: "Body", cls: type[Layer], arguments: tuple[ast.Argument, ...], span: Span
) -> tuple[Layer | None, list[Given]]:
    """The layer, and its settings as they were given; no layer after a reported fault."""
    given = body.constants.given(arguments)
    known = body.builder.known
    made = known.layer(cls, given)
    if made is not None:
        return made, given
    if any(item.value is POISON for item in given):
        return None, given
    made, faults = cls.bind(given)
    if made is not None and not faults:
        known.add_layer(made, given)
        return made, given
    spans = _spans(cls, given)
    for fault in faults:
        where = fault.span or (spans.get(fault.setting) if fault.setting else None) or span
        body.error(fault.rule, fault.message, where, fault.help or _nearest(body, given, where))
    return None, given


def _nearest(body: "Body", given: list[Given], where: Span) -> str:
    """A name that a refused word could have meant."""
    word = next((item.value for item in given if item.span == where), None)
    return did_you_mean(word, body.names()) if isinstance(word, Word) else ""


def _spans(cls: type[Layer], given: Sequence[Given]) -> dict[str, Span]:
    """Where each setting was given."""
    positional = [name for name, s in cls.settings.items() if s.positional]
    found: dict[str, Span] = {}
    for item in given:
        name = item.name or (positional.pop(0) if positional else "")
        found.setdefault(name, item.span)
        if item.name in positional:
            positional.remove(item.name)
    return found


def layer(
    body: "Body",
    made: Layer,
    given: Bundle,
    place: Place,
    settings: Sequence[Given] = (),
    owner: int = -1,
) -> Bundle | None:
    """Add one application to the graph; None after a fault, or where an input is unknown."""
    builder = body.builder
    kinds = tuple([builder.values[value].type for value in given])
    if not kinds or UNKNOWN in kinds:
        return None
    result = builder.known.result(made, kinds)
    if result is None:
        outputs = infer(made, kinds)
        if type(outputs) is Fault:
            _report(body, outputs, given, place, _spans(type(made), settings))
            return None
        result = outputs, made.weights(*kinds)  # type: ignore[assignment]
        builder.known.add_result(made, kinds, result)  # type: ignore[arg-type]
    outputs, weights = result  # type: ignore[misc]
    if owner >= 0 and weights != builder.nodes[owner].weights:
        first = _inputs_of(body, owner)
        message = f"the shared layer's weights were made for {first}, and do not fit {kinds[0]}"
        body.report.error("shared-weights-mismatch", message, place.source, place.span)
        return None
    return builder.node(made, given, outputs, weights, place, owner)


def _inputs_of(body: "Body", node: int) -> TensorType:
    return body.builder.type(body.builder.nodes[node].inputs[0])


def _report(
    body: "Body", fault: Fault, given: Bundle, place: Place, spans: dict[str, Span]
) -> None:
    where = fault.span or (spans.get(fault.setting) if fault.setting else None) or place.span
    shown = given if fault.input is None else (given[fault.input],)
    related = (
        []
        if fault.setting
        else [label for v in shown[:4] if (label := _maker(body, v)) is not None]
    )
    body.report.error(
        fault.rule, fault.message, place.source, where, help=fault.help, related=tuple(related)
    )


def _maker(body: "Body", value: int) -> Label | None:
    found = body.builder.values[value]
    if found.node < 0:
        return None
    place = body.builder.nodes[found.node].place
    return Label(place.source, place.span, f"makes {found.type}")


def shared(
    body: "Body", what: Instance, arguments: tuple[ast.Argument, ...], given: Bundle, span: Span
) -> Bundle | None:
    """A use of a `layer` definition: the first makes the weights, the others use them."""
    if arguments:
        message = f"`{what.name}` has its settings already, from its definition"
        body.error("invalid-flow", message, span, f"write `{what.name}` without parentheses")
        return None
    if isinstance(what.what, Template):
        return _shared_block(body, what, what.what, given, span)
    first = -1 if what.first is None else what.first
    since = len(body.builder.open[-1].items)
    found = layer(body, what.what, given, body.place(span), (), first)
    if found is not None:
        if what.first is None:
            what.first = body.builder.values[found[0]].node
        _call_it(body, what.name, since)
    return found


def _shared_block(
    body: "Body", what: Instance, template: Template, given: Bundle, span: Span
) -> Bundle | None:
    builder = body.builder
    since, before = len(builder.open[-1].items), len(builder.nodes)
    found = unrolled(body, template, what.settings, given, span)
    if found is None:
        return None
    _call_it(body, what.name, since)
    region = builder.regions[builder.open[-1].items[since].id]
    if what.first is None:
        what.first = (region.id, before, len(builder.nodes))
        return found
    owner, start, end = what.first
    region.owner = owner
    if end - start != len(builder.nodes) - before:
        _differs(body, what, span)
        return None
    for node, first in zip(builder.nodes[before:], builder.nodes[start:end], strict=True):
        if node.weights != first.weights:
            _differs(body, what, span)
            return None
        node.owner = first.owner
    return found


def _differs(body: "Body", what: Instance, span: Span) -> None:
    message = f"`{what.name}` was made for other sizes: its weights do not fit here"
    body.error(
        "shared-weights-mismatch",
        message,
        span,
        "uses of one `layer` must agree in the sizes of their weights",
    )


def _call_it(body: "Body", name: str, since: int) -> None:
    region = body.builder.open[-1]
    for item in region.items[since:]:
        region.suggested[item] = name


def not_a_layer(body: "Body", name: ast.Name, bound: Constant) -> None:
    """Report a constant that stands where a layer is wanted."""
    if bound.value is not POISON:
        message = (
            f"`{name.text}` is the constant {show(bound.value)}, and nothing can flow through it"
        )
        body.error("invalid-flow", message, name.span)


def block(
    body: "Body", template: Template, arguments: tuple[ast.Argument, ...], given: Bundle, span: Span
) -> Bundle | None:
    """A use of a block, model or extern layer: its own weights, its own region."""
    settings = block_settings(body, template, arguments, span)
    return None if settings is None else unrolled(body, template, settings, given, span)


def block_settings(
    body: "Body", template: Template, arguments: tuple[ast.Argument, ...], span: Span
) -> dict[str, Any] | None:
    """The settings of a use by name, defaults filled in; None after a reported fault."""
    parameters = {p.name.text: p for p in template.block.parameters}
    waiting = list(parameters)
    found: dict[str, Any] = {}
    right = True
    for item in body.constants.given(arguments):
        name = (
            item.name
            if item.name is not None
            else next((n for n in waiting if n not in found), None)
        )
        if name is None or name not in parameters:
            _unknown_setting(body, template, item)
            right = False
        elif name in found:
            body.error(
                "duplicate-setting",
                f"`{template.block.name.text}` gets `{name}` twice",
                item.name_span,
            )
            right = False
        else:
            found[name] = item.value
    missing = (
        [n for n, p in parameters.items() if p.default is None and n not in found] if right else []
    )
    if missing:
        word = template.block.name.text
        message = f"`{word}` needs `{missing[0]}`"
        body.error(
            "missing-setting", message, span, f"it is written `{word}({', '.join(parameters)})`"
        )
    return found if right and not missing else None


def _unknown_setting(body: "Body", template: Template, item: Given) -> None:
    word = template.block.name.text
    names = [p.name.text for p in template.block.parameters]
    if item.name is None:
        message = f"`{word}` got a setting too many: it has {len(names)}"
    else:
        message = f"`{word}` has no setting `{item.name}`"
    known = "it has " + ", ".join(f"`{n}`" for n in names) if names else "it has no settings"
    help = (did_you_mean(item.name, names) if item.name else "") or known
    body.error("unknown-setting", message, item.name_span, help)


def unrolled(
    body: "Body", template: Template, settings: dict[str, Any], given: Bundle, span: Span
) -> Bundle | None:
    """Run a block's body in a region of its own."""
    what = template.block
    if what in body.chain or len(body.chain) >= MAX_NESTING:
        inside = (
            "uses itself"
            if what in body.chain
            else f"is nested more than {MAX_NESTING} blocks deep"
        )
        body.error(
            "recursive-block",
            f"`{what.name.text}` {inside}",
            span,
            "blocks are unrolled, so they cannot recurse",
        )
        return None
    body.builder.budget.spend(WORK_OF_BLOCK, body.source, span)
    child = body.child(template, list(given))
    values = fill(child, what, settings)
    if what.kind == "extern":
        made = extern.layer(child, template, values)
        return None if made is None else layer(body, made, given, body.place(span))
    if not _right_count(body, what, given, span):
        return None
    body.builder.enter("block", what.name.text, body.place(span), tuple(values.items()), what.doc)
    if not _declares_inputs(what):
        child.current = given
        body.builder.open[-1].inputs.extend(given)
        body.builder.open[-1].input_names.extend(
            "x" if len(given) == 1 else f"x{i}" for i, _ in enumerate(given, 1)
        )
    child.run(what.body)
    outputs = child.finish()
    del child.constants  # the two refer to each other: only the garbage collector could free them
    region = body.builder.open[-1]
    region.outputs.extend(v for _, v in outputs)
    region.output_names.extend(name for name, _ in outputs)
    body.builder.leave()
    return tuple(v for _, v in outputs) or None


def fill(child: "Body", what: ast.Block, settings: dict[str, Any]) -> dict[str, Any]:
    """Bind a body's settings, given ones first, then defaults, which may use earlier settings."""
    values: dict[str, Any] = {}
    for parameter in what.parameters:
        name = parameter.name.text
        if name in settings:
            values[name] = settings[name]
        else:
            values[name] = (
                POISON if parameter.default is None else child.constants.value(parameter.default)
            )
        child.local[name] = Constant(values[name])
    return values


def _declares_inputs(what: ast.Block) -> bool:
    return any(type(statement) is ast.Input for statement in what.body)


def _right_count(body: "Body", what: ast.Block, given: Bundle, span: Span) -> bool:
    wanted = sum(len(s.names) for s in what.body if type(s) is ast.Input)
    if wanted == len(given) or (wanted == 0 and given) or not given:
        return bool(given)
    message = f"`{what.name.text}` takes {wanted} input{'s' * (wanted != 1)}, got {len(given)}"
    help = f"give it a list: `[a, b] -> {what.name.text}`" if wanted > len(given) else ""
    body.error("input-count", message, span, help)
    return False
