"""Applies a layer, a shared layer or a block to the tensors that reach it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from specc.diagnostics import Label
from specc.infer import infer
from specc.ir.graph import Place
from specc.ir.tensor import UNKNOWN, TensorType
from specc.kind import show
from specc.layer import Layer
from specc.layers.dense import Dense
from specc.resolve import extern
from specc.resolve.bound import POISON, Constant, Instance, Template
from specc.resolve.fault import report_fault
from specc.resolve.given import bind, block_settings, places
from specc.resolve.tie import tied_node
from specc.setting import Fault, Given
from specc.source import Span
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
            report_fault(body, made, outputs, given, place, places(type(made), settings))
            return None
        result = outputs, made.weights(*kinds)  # type: ignore[assignment]
        builder.known.add_result(made, kinds, result)  # type: ignore[arg-type]
    outputs, weights = result  # type: ignore[misc]
    if owner >= 0 and weights != builder.nodes[owner].weights:
        _other_weights(body, made, owner, kinds[0], place)
        return None
    tied = -1 if type(made) is not Dense or made.tie is None else tied_node(body, made, kinds)
    if isinstance(tied, Fault):
        report_fault(body, made, tied, given, place, places(type(made), settings))
        return None
    return builder.node(made, given, outputs, weights, place, owner, tied)


def _other_weights(body: "Body", made: Layer, owner: int, kind: TensorType, place: Place) -> None:
    maker = body.builder.nodes[owner]
    first = body.builder.type(maker.inputs[0])
    message = f"the weights of this `{made.word}` were made for {first}, and do not fit {kind}"
    related = (Label(*maker.place, f"makes them, for {first}"),)
    body.report.error(
        "shared-weights-mismatch", message, place.source, place.span,
        help="a layer of its own has weights of its own", related=related,
    )  # fmt: skip


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
    if template.block.kind == "extern":
        return _shared_extern(body, what, template, given, span)
    found = unrolled(body, template, what.settings, given, span)
    if found is None:
        return None
    _call_it(body, what.name, since)
    region = builder.regions[builder.open[-1].items[since].id]
    if not all(builder.type(value).known for value in found):
        return found
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
        node.owner, node.tied = first.owner, first.tied
    return found


def _shared_extern(
    body: "Body", what: Instance, template: Template, given: Bundle, span: Span
) -> Bundle | None:
    first = -1 if what.first is None else what.first
    since = len(body.builder.open[-1].items)
    found = unrolled(body, template, what.settings, given, span, first)
    if found is not None:
        what.first = body.builder.values[found[0]].node if what.first is None else what.first
        _call_it(body, what.name, since)
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


def unrolled(
    body: "Body",
    template: Template,
    settings: dict[str, Any],
    given: Bundle,
    span: Span,
    owner: int = -1,
) -> Bundle | None:
    """Run a block's body in a region of its own.

    `owner` is the node whose weights an extern layer uses, where it is shared.
    """
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
            "blocks are unrolled, so they cannot recurse; `repeat n { ... }` uses one n times",
        )
        return None
    body.builder.budget.spend(WORK_OF_BLOCK, body.source, span)
    template.module.project.unrolled.add(id(what))
    child = body.child(template, list(given))
    values = fill(child, what, settings)
    if what.kind == "extern":
        return _extern(body, child, template, values, given, span, owner)
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


def _extern(
    body: "Body",
    child: "Body",
    template: Template,
    values: dict[str, Any],
    given: Bundle,
    span: Span,
    owner: int,
) -> Bundle | None:
    """A use of an extern layer, which is one layer."""
    kinds = tuple(body.builder.type(value) for value in given)
    if not kinds or UNKNOWN in kinds or POISON in values.values():
        return None
    made = extern.declared_layer(child, template, values, kinds)
    del child.constants  # as in `unrolled`
    if isinstance(made, Fault):
        report_fault(body, None, made, given, body.place(span), {})
        return None
    return None if made is None else layer(body, made, given, body.place(span), (), owner)


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
