"""How deep a tree is: later phases walk it by recursion, so what is too deep is left out."""

from typing import Any

from specc.diagnostics import Diagnostic, error
from specc.source import Source, Span
from specc.syntax import ast

DEEPEST_TREE = 200
"""Nodes on the longest way down a declaration; the limit on brackets allows three for each."""


def without_deep(
    source: Source, declarations: list[ast.Declaration], bound: int, found: list[Diagnostic]
) -> list[ast.Declaration]:
    """The declarations that are not too deep; the others are reported in `found`.

    `bound` is an upper bound known beforehand: where it is small nothing is measured.
    """
    if bound <= DEEPEST_TREE:
        return declarations
    kept = []
    for declaration in declarations:
        place = too_deep(declaration)
        if place is None:
            kept.append(declaration)
            continue
        message = f"this is nested more than {DEEPEST_TREE} levels deep"
        advice = "give a part of it a name"
        found.append(error("limit-exceeded", message, source, place, help=advice))
    return kept


def too_deep(declaration: ast.Declaration) -> Span | None:
    """Where a declaration becomes deeper than DEEPEST_TREE; without recursion."""
    waiting: list[tuple[Any, int]] = [(declaration, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST_TREE:
            span: Span = node.span
            return span
        for part in node:
            if type(part) is tuple:
                waiting.extend((item, depth + 1) for item in flat(part))
            elif isinstance(part, tuple) and type(part) is not Span:
                waiting.append((part, depth + 1))
    return None


def flat(parts: tuple[Any, ...]) -> list[Any]:
    """The nodes in a plain tuple, and in the pairs of a map."""
    nodes: list[Any] = []
    for part in parts:
        if type(part) is tuple:
            nodes.extend(part)
        else:
            nodes.append(part)
    return nodes
