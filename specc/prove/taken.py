"""Which ways the conditions of a file's blocks went, in all uses of these blocks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.ir.graph import Branch, Region
from specc.prove.body import blocks, bodies, loops
from specc.resolve.bound import Template
from specc.source import Span
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.subject import Subject


def taken(subject: "Subject") -> dict[Span, list[int]]:
    """For each `if` in a block of the file: the number of the case that each use took.

    The number of cases stands for `else`, also where there is none.
    """
    found: dict[Span, list[int]] = {}
    looped = _looped(subject)
    for facts in subject.graphs.values():
        for region in facts.graph.regions:
            body = _body(subject, region, looped) if region.branches else ()
            _follow(body, iter(region.branches), found)
    return found


def _looped(subject: "Subject") -> dict[Span, tuple[ast.Statement, ...]]:
    """The bodies of the loops in blocks."""
    return {
        loop.span: loop.body
        for block in blocks(subject, "block")
        for body in bodies(block.body)
        for statement in body
        for loop in loops(getattr(statement, "value", None))
    }


def _body(
    subject: "Subject", region: Region, looped: dict[Span, tuple[ast.Statement, ...]]
) -> tuple[ast.Statement, ...]:
    """The statements that a region ran; none where they are not those of a block of the file."""
    if region.place.source is not subject.scope.source:
        return ()
    if region.kind == "iteration":
        return looped.get(region.place.span, ())
    bound = subject.scope.lookup(region.word) if region.kind == "block" else None
    if not isinstance(bound, Template) or bound.module is not subject.scope:
        return ()
    return bound.block.body if bound.block.kind == "block" else ()


def _follow(
    body: tuple[ast.Statement, ...], branches: Iterator[Branch], found: dict[Span, list[int]]
) -> None:
    """Pair the conditions of a body with what was recorded of them, an outer one first."""
    for statement in body:
        if isinstance(statement, ast.If):
            branch = next(branches)
            found.setdefault(statement.span, []).append(branch.taken)
            last = branch.taken == len(statement.cases)
            inner = statement.otherwise if last else statement.cases[branch.taken].body
            _follow(inner, branches, found)
