"""The steps of a body: where a layer stands in its statement, and edits that add or remove one.

Every edit keeps all comments; where that cannot be, there is none.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from specc.diagnostics import Edit
from specc.source import Source, Span
from specc.syntax import ast

ARROW = "->"


class Step(NamedTuple):
    """An expression that a tensor flows into.

    `flow` is None where it is the whole of its statement's value, else it is step `index` of it.
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
    flow, statement = step.flow, step.statement
    if flow is None:
        lone = isinstance(statement, ast.FlowStatement)
        return _without_line(source, statement.span) if lone else None
    text, span = source.text, step.value.span
    if step.index == 0:
        cut = Span(span.start, flow.steps[1].span.start)
        return None if "#" in source.cut(cut) or "\n" in source.cut(cut) else Edit(source, cut, "")
    before = flow.steps[step.index - 1].span.end
    start = text.rindex(ARROW, before, span.start)
    gap = text[before:start]
    if "#" in text[start : span.start]:
        return None
    if gap and not gap.strip(" \t"):
        return Edit(source, Span(before, span.end), "")
    return _without_line(source, Span(start, span.end))


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
    """The steps of a value: itself, or those of its flow, branches and loops included."""
    parts: tuple[Any, ...] = value.steps if isinstance(value, ast.Flow) else (value,)
    for index, part in enumerate(parts):
        yield Step(statement, part, value if isinstance(value, ast.Flow) else None, index)
        if isinstance(part, (ast.RepeatStep, ast.ForStep)):
            yield from _steps(part.body)
        elif isinstance(part, ast.ListExpr):
            for item in part.items:
                if isinstance(item, ast.Flow):
                    yield from _inside(statement, item)


def _without_line(source: Source, span: Span) -> Edit | None:
    """Take what stands alone in its lines away; a comment behind it keeps its line."""
    text = source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    if text[start : span.start].strip() or "#" in source.cut(span):
        return None
    rest = text[span.end : end].strip()
    if rest.startswith("#"):
        return Edit(source, Span(span.start, text.index("#", span.end)), "")
    return None if rest else Edit(source, Span(start, min(end + 1, len(text))), "")
