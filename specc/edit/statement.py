"""Where the statements of a file stand, those inside of others included."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from specc.source import Span
from specc.syntax import ast


def statements(module: ast.Module) -> Iterator[Any]:
    """The declarations and statements of a file, each before those inside of it."""
    waiting: list[Any] = list(module.declarations)
    for node in waiting:
        yield node
        if isinstance(node, ast.If):
            waiting.extend(s for case in node.cases for s in case.body)
            waiting.extend(node.otherwise)
        elif isinstance(node, (ast.Block, ast.Section)):
            waiting.extend(node.body)
        else:
            waiting.extend(_loop_bodies(getattr(node, "value", None)))


class Around:
    """Answers which statements of a file stand around an offset."""

    def __init__(self, module: ast.Module) -> None:
        self._spans = sorted((node.span for node in statements(module)), key=_outer_first)

    def __call__(self, offset: int) -> Iterator[Span]:
        """Those that hold an offset, the innermost first."""
        at = bisect_right(self._spans, offset, key=_start)
        while at:
            at -= 1
            if offset < self._spans[at].end:
                yield self._spans[at]


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


def _start(span: Span) -> int:
    return span.start


def _loop_bodies(value: Any) -> Iterator[Any]:
    """The statements of the loops in a value, in the branches of its flow too."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, ast.Flow):
            waiting.extend(one.steps)
        elif isinstance(one, ast.ListExpr):
            waiting.extend(one.items)
        elif isinstance(one, (ast.RepeatStep, ast.ForStep)):
            yield from one.body
