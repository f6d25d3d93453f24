"""The steps of a body: where a layer stands in its statement, and edits that add or remove one.

Every edit keeps all comments; where that cannot be, there is none.
"""

from collections.abc import Iterator

from specc.diagnostics import Edit
from specc.namedtuple import NamedTuple
from specc.source import Source, Span
from specc.syntax import ast

ARROW = "->"


class Step(NamedTuple):
    """An expression that a tensor flows into.

    `flow` is None where it is the whole value of its statement or of a branch, else it is step
    `index` of it.
    """

    statement: ast.Statement
    value: ast.Expr
    flow: ast.Flow | None = None
    index: int = 0  # type: ignore[assignment]  # the field hides tuple.index, which nothing calls


def steps(module: ast.Module) -> dict[Span, Step]:
    """All steps of the bodies of a file by place."""
    found: dict[Span, Step] = {}
    for declaration in module.declarations:
        if isinstance(declaration, ast.Block):
            for step in _steps(declaration.body):
                found[step.value.span] = step
    return found


def remove(source: Source, step: Step) -> Edit | None:
    """Take a step away; None where its statement needs it, or a comment would be lost."""
    statement, flow, span = step.statement, step.flow, step.value.span
    if flow is None:
        alone = isinstance(statement, ast.FlowStatement) and statement.value is step.value
        return _without_line(source, span) if alone else None
    if step.index == 0:
        return _without(source, Span(span.start, flow.steps[1].span.start))
    end = flow.steps[step.index - 1].span.end
    above, newline, arrow = source.text[end : span.start].rpartition("\n")
    if arrow.strip() != ARROW:
        return None
    inline = None if "#" in above else _without(source, Span(end, span.end))
    if not newline:
        return inline
    return _without_line(source, Span(span.start - len(arrow.lstrip()), span.end)) or inline


def before(source: Source, step: Step, text: str) -> Edit:
    """Put another step in front of one."""
    at = step.value.span.start
    return Edit(source, Span(at, at), f"{text} {ARROW} ")


def after(source: Source, step: Step, text: str) -> Edit:
    """Put another step behind one."""
    at = step.value.span.end
    return Edit(source, Span(at, at), f" {ARROW} {text}")


def _steps(body: tuple[ast.Statement, ...]) -> Iterator[Step]:
    for statement in body:
        if isinstance(statement, ast.If):
            for case in statement.cases:
                yield from _steps(case.body)
            yield from _steps(statement.otherwise)
        elif isinstance(statement, (ast.Bind, ast.FlowStatement, ast.Output)):
            yield from _inside(statement, statement.value)


def _inside(statement: ast.Statement, value: ast.Expr) -> Iterator[Step]:
    """The steps of a value: itself, or those of its flow, and those inside of them."""
    if not isinstance(value, ast.Flow):
        yield Step(statement, value)
        yield from _within(statement, value)
        return
    for index, part in enumerate(value.steps):
        yield Step(statement, part, value, index)
        yield from _within(statement, part)


def _within(statement: ast.Statement, part: ast.Expr) -> Iterator[Step]:
    """The steps inside of one: of a loop's body, of branches, of flows in parentheses."""
    if isinstance(part, (ast.RepeatStep, ast.ForStep)):
        yield from _steps(part.body)
    elif isinstance(part, ast.ListExpr):
        for item in part.items:
            yield from _inside(statement, item)
    elif isinstance(part, ast.Flow):
        yield from _inside(statement, part)
    elif isinstance(part, ast.Binary):
        yield from _within(statement, part.left)
        yield from _within(statement, part.right)


def _without(source: Source, span: Span) -> Edit | None:
    """Take a span away; None where a comment stands in it."""
    return None if "#" in source.cut(span) else Edit(source, span, "")


def _without_line(source: Source, span: Span) -> Edit | None:
    """Take what begins a line away, up to an arrow or a comment behind it, else the whole line."""
    text = source.text
    start = text.rfind("\n", 0, span.start) + 1
    if text[start : span.start].strip():
        return None
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    rest = text[span.end : end].strip()
    if rest.startswith(("#", ARROW)):
        return _without(source, Span(span.start, text.index(rest, span.end)))
    return None if rest else _without(source, Span(start, min(end + 1, len(text))))
