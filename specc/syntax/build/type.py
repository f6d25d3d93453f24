"""Builders for the types of inputs and the kinds of targets."""

from specc.source import Span
from specc.syntax import ast
from specc.syntax.build.statement import Statements
from specc.syntax.token import Mark

Arguments = list[ast.Argument]


class Types(Statements):
    """See Expressions."""

    @staticmethod
    def sizes(opened: Span, items: list[ast.Expr], closed: Span) -> ast.ListExpr:
        """`[28, 28, 1]`."""
        return ast.ListExpr(Span(opened.start, closed.end), tuple(items))

    @staticmethod
    def bare_type(sizes: ast.ListExpr) -> ast.TypeExpr:
        """`[28, 28, 1]` as a type."""
        return ast.TypeExpr(sizes.span, None, (), sizes.items, None)

    @staticmethod
    def word_type(word: ast.Name) -> ast.TypeExpr:
        """`binary`."""
        return ast.TypeExpr(word.span, word, (), None, None)

    @staticmethod
    def sized_type(word: ast.Name, sizes: ast.ListExpr) -> ast.TypeExpr:
        """`int[T]`."""
        span = Span(word.span.start, sizes.span.end)
        return ast.TypeExpr(span, word, (), sizes.items, None)

    @staticmethod
    def kind_type(
        word: ast.Name, _opened: Span, arguments: Arguments, closed: Span
    ) -> ast.TypeExpr:
        """`class(10)`."""
        span = Span(word.span.start, closed.end)
        return ast.TypeExpr(span, word, tuple(arguments), None, None)

    @staticmethod
    def sized_kind_type(
        word: ast.Name, _opened: Span, arguments: Arguments, _closed: Span, sizes: ast.ListExpr
    ) -> ast.TypeExpr:
        """`class(10)[4]`."""
        span = Span(word.span.start, sizes.span.end)
        return ast.TypeExpr(span, word, tuple(arguments), sizes.items, None)

    @staticmethod
    def type_in_range(
        kind: ast.TypeExpr, _in: Mark, low: ast.Expr, _dots: Span, high: ast.Expr
    ) -> ast.TypeExpr:
        """`float[28, 28, 1] in 0..255`."""
        values = ast.Range(Span(low.span.start, high.span.end), low, high)
        return kind._replace(span=Span(kind.span.start, high.span.end), values=values)
