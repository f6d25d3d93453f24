"""Flows: where they start, and what each step does to the tensors that reach it."""

from typing import TYPE_CHECKING

from specc.layer import Layer
from specc.resolve import apply
from specc.resolve.bound import Constant, Instance, Template, Tensor
from specc.resolve.given import bind, block_settings
from specc.resolve.known import find_layer
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body

Bundle = tuple[int, ...]
_ARITHMETIC = {"+": "Add", "-": "Subtract", "*": "Multiply"}


def run(body: "Body", expr: ast.Expr, current: Bundle | None) -> Bundle | None:
    """The tensors at the end of a flow that starts from `current`; None after a reported fault."""
    steps = expr.steps if type(expr) is ast.Flow else (expr,)
    body.builder.budget.spend(4 * len(steps), body.source, expr.span)
    found = _first(body, steps[0], current)
    for step in steps[1:]:
        if found is None:
            return None
        found = _later(body, step, found)
    return found


def _first(body: "Body", step: ast.Expr, current: Bundle | None) -> Bundle | None:
    kind = type(step)
    if kind is ast.Name:
        bound = body.lookup(step.text)  # type: ignore[union-attr]
        if type(bound) is Tensor:
            return (bound.value,)
    if kind is ast.ListExpr:
        return _branches(body, step, current)  # type: ignore[arg-type]
    if kind is ast.Binary:
        return _arithmetic(body, step, current)  # type: ignore[arg-type]
    if kind is ast.Flow:
        return run(body, step, current)
    if kind in (ast.RepeatStep, ast.ForStep):
        return body.unroll(step, current)  # type: ignore[arg-type]
    if kind in (ast.Name, ast.Call):
        return _apply(body, step, current, first=True)  # type: ignore[arg-type]
    if _of_module(step):
        return _apply(body, _dotted(body, step), current, first=True)
    body.error(
        "invalid-flow", "this is no tensor and no layer, so nothing can flow from it", step.span
    )
    return None


def _later(body: "Body", step: ast.Expr, given: Bundle) -> Bundle | None:
    kind = type(step)
    if kind in (ast.Name, ast.Call):
        return _apply(body, step, given)  # type: ignore[arg-type]
    if kind is ast.ListExpr:
        return _branches(body, step, given)  # type: ignore[arg-type]
    if kind in (ast.RepeatStep, ast.ForStep):
        return body.unroll(step, given)  # type: ignore[arg-type]
    if kind is ast.Flow:
        return run(body, step, given)
    if _of_module(step):
        return _apply(body, _dotted(body, step), given)
    message = "a step of a flow is a layer, a list of branches or a repeat"
    help = "tensor arithmetic stands in parentheses in front of an arrow: `(a + b) -> ReLU`"
    body.error("invalid-flow", message, step.span, help if kind is ast.Binary else "")
    return None


def _branches(body: "Body", step: ast.ListExpr, given: Bundle | None) -> Bundle | None:
    results = [run(body, item, given) for item in step.items]
    if not results:
        body.error("invalid-flow", "an empty list has no tensors", step.span)
        return None
    if any(result is None for result in results):
        return None
    return tuple(value for result in results if result is not None for value in result)


def _arithmetic(body: "Body", step: ast.Binary, current: Bundle | None) -> Bundle | None:
    word = _ARITHMETIC.get(step.operator)
    if word is None:
        body.error(
            "invalid-flow", f"tensors know `+`, `-` and `*`, not `{step.operator}`", step.span
        )
        return None
    sides = [_side(body, side, current, step) for side in (step.left, step.right)]
    if any(side is None for side in sides):
        return None
    given = tuple(value for side in sides if side is not None for value in side)
    return apply.layer(body, Layer.known[word](), given, body.place(step.span))


def _side(body: "Body", side: ast.Expr, current: Bundle | None, step: ast.Binary) -> Bundle | None:
    number = type(side) is ast.Number or (
        type(side) is ast.Name and type(body.lookup(side.text)) is Constant
    )
    if number:
        message = f"`{step.operator}` joins two tensors, and one side is a constant"
        body.error(
            "invalid-flow", message, side.span, "`Scale` and `Bias` learn such a factor or shift"
        )
        return None
    found = run(body, side, current)
    if found is not None and len(found) != 1:
        body.error(
            "invalid-flow", f"one side of `{step.operator}` is {len(found)} tensors", side.span
        )
        return None
    return found


def _apply(
    body: "Body", step: "ast.Name | ast.Call", given: Bundle | None, *, first: bool = False
) -> Bundle | None:
    name = step if type(step) is ast.Name else step.name  # type: ignore[union-attr]
    arguments = () if type(step) is ast.Name else step.arguments  # type: ignore[union-attr]
    bound = body.lookup(name.text)
    if type(bound) is Tensor:
        message = (
            f"`{name.text}` is a tensor, and tensors do not stand behind an arrow or take settings"
        )
        body.error(
            "invalid-flow",
            message,
            name.span,
            f"start a flow from it: `{name.text} -> ...`, or join: `[a, b] -> Concat`",
        )
        return None
    if type(bound) is Constant:
        apply.not_a_layer(body, name, bound)
        return None
    if _is_source(bound, name.text):
        given = _batch(body, step, name.text, first=first)
        if given is None:
            return None
    if given is None:
        # An unknown tensor in front of the arrow, or one in parentheses, is reported as that.
        layer = bound is not None or name.text[:1].isupper()
        if layer and not _handed(body, arguments):
            _no_start(body, step, name.text)
        given = ()
    if type(bound) is Instance:
        return apply.shared(body, bound, arguments, given, step.span)
    if type(bound) is Template:
        return apply.block(body, bound, arguments, given, step.span)
    cls = find_layer(body, name, arguments)
    return apply.declared(body, cls, arguments, given, step.span)


def _of_module(step: ast.Expr) -> bool:
    """True of `nn.ReLU`: a layer without settings, as it is called in Python."""
    return type(step) is ast.Attribute and step.name.text[:1].isupper()


def _dotted(body: "Body", step: ast.Expr) -> ast.Name:
    return ast.Name(step.span, body.source.cut(step.span))


def _handed(body: "Body", arguments: tuple[ast.Argument, ...]) -> bool:
    """True where a tensor stands among the settings."""
    names = (a.value for a in arguments if type(a.value) is ast.Name)
    return any(type(body.lookup(name.text)) is Tensor for name in names)


def _no_start(body: "Body", step: "ast.Name | ast.Call", word: str) -> None:
    inputs = body.builder.open[-1].input_names
    names = [name for name, bound in body.local.items() if isinstance(bound, Tensor)]
    first = next(iter(inputs or names), "x")
    help = f"with several inputs, say where the flow starts: `{first} -> {word}`"
    if not inputs:
        help = f"say where the flow starts, behind the `input` lines: `{first} -> {word}`"
    body.error("no-current-tensor", f"`{word}` has no tensor to start from", step.span, help)


def _is_source(bound: object, word: str) -> bool:
    """True where a step makes a tensor out of nothing: `Learned`, or a `layer` that is one."""
    what = bound.what if type(bound) is Instance else Layer.known.get(word)
    return getattr(what, "source", False)


def _batch(body: "Body", step: "ast.Name | ast.Call", word: str, *, first: bool) -> Bundle | None:
    """The tensor from which a source takes the number of examples; None after a reported fault."""
    if not first:
        message = f"`{word}` takes no tensor, so nothing can flow into it"
        help = f"it starts a flow of its own: `token = {word}([1, 8])`"
        body.error("invalid-flow", message, step.span, help)
        return None
    region = next(r for r in reversed(body.builder.open) if r.kind in ("model", "block"))
    if region.inputs:
        return (region.inputs[0],)
    if body.current:
        return body.current[:1]
    message = f"`{word}` stands before the first input"
    body.error("no-current-tensor", message, step.span, "put it behind the `input` lines")
    return None


def instance(body: "Body", name: ast.Name, value: ast.Expr) -> Instance | None:
    """What `layer name = ...` makes; None after a reported fault."""
    if type(value) not in (ast.Name, ast.Call):
        body.error(
            "invalid-flow",
            "`layer` names one layer or block",
            value.span,
            f"`layer {name.text} = Dense(64)`",
        )
        return None
    word = value if isinstance(value, ast.Name) else value.name  # type: ignore[union-attr]
    arguments = () if isinstance(value, ast.Name) else value.arguments  # type: ignore[union-attr]
    bound = body.lookup(word.text)
    if type(bound) is Template:
        settings = block_settings(body, bound, arguments, value.span)
        return None if settings is None else Instance(name.text, bound, settings, value.span)
    cls = find_layer(body, word, arguments)
    made, _ = bind(body, cls, arguments, value.span) if cls is not None else (None, {})
    return None if made is None else Instance(name.text, made, {}, value.span)
