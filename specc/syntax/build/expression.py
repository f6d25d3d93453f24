"""Builders for expressions: constants, lists, calls, flows."""

from typing import Any, TypeVar

from specc.diagnostics import Diagnostic, error
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.climb import Link, climb
from specc.syntax.token import Mark

T = TypeVar("T")


class Expressions:
    """Each method gets the parts of its alternative in the grammar and gives what they make.

    `longest` and `postfixes` (the most operators in one chain, and all indexes and attributes)
    bound how deep the tree can be, so that ordinary trees need not be measured.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []
        self.longest = 0
        self.postfixes = 0

    def fault(self, message: str, span: Span, advice: str = "") -> None:
        """Report a syntax error that does not keep the tree from being built."""
        found = error("syntax-error", message, self.source, span, help=advice)
        self.diagnostics.append(found)

    # Lists of parts

    @staticmethod
    def nothing() -> list[Any]:
        """No parts."""
        return []

    @staticmethod
    def first(part: T) -> list[T]:
        """The first of several parts."""
        return [part]

    @staticmethod
    def grow(parts: list[T], part: T | None) -> list[T]:
        """One more part, if an error has left any of it."""
        if part is not None:
            parts.append(part)
        return parts

    @staticmethod
    def follow(parts: list[T], _separator: Span, part: T) -> list[T]:
        """One more part, after a separator."""
        parts.append(part)
        return parts

    @staticmethod
    def two(left: T, right: T) -> list[T]:
        """Two parts."""
        return [left, right]

    @staticmethod
    def pair(left: T, _separator: Span, right: T) -> list[T]:
        """Two parts with a separator between them."""
        return [left, right]

    @staticmethod
    def drop_comma(parts: list[T], _comma: Span) -> list[T]:
        """The parts in front of a last comma."""
        return parts

    # Operands

    @staticmethod
    def group(opened: Span, value: ast.Expr, closed: Span) -> ast.Expr:
        """`(value)`: the value, with the parentheses in its span."""
        node: ast.Expr = value._replace(span=Span(opened.start, closed.end))
        return node

    @staticmethod
    def list_of(opened: Span, items: list[ast.Expr], closed: Span) -> ast.ListExpr:
        """`[a, b]`."""
        return ast.ListExpr(Span(opened.start, closed.end), tuple(items))

    @staticmethod
    def map_of(opened: Span, entries: list[tuple[ast.Name, ast.Expr]], closed: Span) -> ast.MapExpr:
        """`{a: b}`."""
        return ast.MapExpr(Span(opened.start, closed.end), tuple(entries))

    @staticmethod
    def entry(name: ast.Name, _colon: Span, value: ast.Expr) -> tuple[ast.Name, ast.Expr]:
        """`a: b` in a map."""
        return name, value

    def call(
        self, called: ast.Expr, _opened: Span, arguments: list[ast.Argument], closed: Span
    ) -> ast.Expr:
        """`Conv2D(32)`; a dotted name such as `nn.Conv2d` is kept whole for the resolver."""
        span = Span(called.span.start, closed.end)
        name = called if isinstance(called, ast.Name) else dotted(called)
        if name:
            return ast.Call(span, name, tuple(arguments))
        advice = "a tensor never stands in a layer's parentheses: write `x -> Layer(...)`"
        self.fault("only a name can have settings in parentheses", called.span, advice)
        return called

    @staticmethod
    def argument(value: ast.Expr) -> ast.Argument:
        """A positional setting."""
        return ast.Argument(value.span, None, value)

    @staticmethod
    def named_argument(name: ast.Name, _equal: Span, value: ast.Expr) -> ast.Argument:
        """`kernel=3`."""
        return ast.Argument(Span(name.span.start, value.span.end), name, value)

    def attribute(self, value: ast.Expr, _dot: Span, name: ast.Name) -> ast.Attribute:
        """`x.channels`."""
        self.postfixes += 1
        return ast.Attribute(Span(value.span.start, name.span.end), value, name)

    def index(self, value: ast.Expr, _opened: Span, index: ast.Expr, closed: Span) -> ast.Index:
        """`depths[stage]`."""
        self.postfixes += 1
        return ast.Index(Span(value.span.start, closed.end), value, index)

    # Operators

    def climb(self, chain: list[Link]) -> ast.Expr:
        """Operands and operators, ranked."""
        self.longest = max(self.longest, len(chain))
        tree, chained = climb(chain)
        if chained:
            message = f"`{chained.text}` compares the result of a comparison"
            self.fault(message, chained.span, "join two comparisons with `and`")
        return tree

    @staticmethod
    def first_choice(then: ast.Expr, _if: Mark, test: ast.Expr, _else: Mark) -> list[ast.Expr]:
        """`then if test else`, its end still to come."""
        return [then, test]

    @staticmethod
    def next_choice(
        choices: list[ast.Expr], then: ast.Expr, _if: Mark, test: ast.Expr, _else: Mark
    ) -> list[ast.Expr]:
        """One more `then if test else`."""
        choices += (then, test)
        return choices

    def conditional(self, choices: list[ast.Expr], otherwise: ast.Expr) -> ast.Expr:
        """`a if test else b`, or several in a row, the last of them innermost."""
        self.longest = max(self.longest, len(choices))
        for i in range(len(choices) - 2, -1, -2):
            then, test = choices[i], choices[i + 1]
            span = Span(then.span.start, otherwise.span.end)
            otherwise = ast.Conditional(span, then, test, otherwise)
        return otherwise

    @staticmethod
    def flow(steps: list[ast.Expr]) -> ast.Flow:
        """`x -> A -> B`."""
        return ast.Flow(Span(steps[0].span.start, steps[-1].span.end), tuple(steps))


def dotted(node: ast.Expr) -> ast.Name | None:
    """`a.b.c` as one name, or None for anything else."""
    span = node.span
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.name.text)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ast.Name(span, ".".join([node.text, *reversed(parts)]))
