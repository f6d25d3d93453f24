"""Operator precedence: from a flat chain of operands and operators to a tree."""

from typing import TypeAlias, Union

from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.syntax import ast
from specc.syntax.token import Mark

Link: TypeAlias = Union[ast.Expr, Mark]
"""A chain is operands with operators between them and prefixes in front of them."""

POWER = 7
NEGATION = 6
COMPARISON = 4
INVERSION = 3
RANKS = {
    "**": POWER, "*": 6, "/": 6, "//": 6, "%": 6, "+": 5, "-": 5,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "and": 2, "or": 1,
}  # fmt: skip
"""How tightly an operator binds, as in Python; `**` binds to the right, all others to the left."""


class Climbed(NamedTuple):
    """The tree of a chain, and the operator of a comparison of a comparison in it (`a < b < c`)."""

    tree: ast.Expr
    chained: Mark | None


def climb(chain: list[Link]) -> Climbed:
    """The tree of a chain (Dijkstra 1961, the shunting yard); linear in its length."""
    operands: list[ast.Expr] = []
    waiting: list[tuple[int, Mark, bool]] = []
    compared: Mark | None = None
    after_operand = False
    for link in chain:
        if not isinstance(link, Mark):
            operands.append(link)
            after_operand = True
            continue
        if not after_operand:
            waiting.append((INVERSION if link.text == "not" else NEGATION, link, True))
            continue
        rank = RANKS[link.text]
        lowest = rank + (rank == POWER)
        while waiting and waiting[-1][0] >= lowest:
            done = waiting.pop()
            if done[0] == rank == COMPARISON:
                compared = compared or link
            combine(operands, done[1], done[2])
        waiting.append((rank, link, False))
        after_operand = False
    while waiting:
        _, operator, prefix = waiting.pop()
        combine(operands, operator, prefix)
    return Climbed(operands[0], compared)


def combine(operands: list[ast.Expr], operator: Mark, prefix: bool) -> None:
    """Apply an operator to the last operands."""
    right = operands.pop()
    if prefix:
        span = Span(operator.span.start, right.span.end)
        operands.append(ast.Unary(span, operator.text, right))
        return
    left = operands.pop()
    span = Span(left.span.start, right.span.end)
    operands.append(ast.Binary(span, operator.text, left, right))
