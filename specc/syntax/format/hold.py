"""Which statements keep their lines, since a comment silences findings in one of them.

`# specc: ignore[...]` at the end of a line is about that line. Where its statement is broken or
joined, the comment would be about another part of it.
"""

from collections.abc import Iterable, Iterator
from enum import Enum

from specc.syntax.format.node import (
    Body,
    Bracket,
    Element,
    Leaf,
    Remark,
    Statement,
    inner_bodies,
    lead,
)


class Hold(Enum):
    """How much of a statement stays: nothing, that it is one line, or its text."""

    NOTHING = 0
    LINE = 1
    TEXT = 2


def hold(statement: Statement) -> Hold:
    """How much of a statement has to stay as it is."""
    elements = statement.elements
    inner = list(inner_bodies(elements))
    if any(body.ragged for body in inner) and any(one.suppresses for one in remarks(statement)):
        return Hold.TEXT
    own = [statement.trailing, *(body.opening for body in inner)]
    tokens = list(own_leaves(elements))
    own += (remark for leaf in tokens for remark in leaf.remarks)
    if not any(one and one.suppresses for one in own):
        return Hold.NOTHING
    ends = {id(body.close) for body in inner if not body.inline}
    if any(leaf.fresh and id(leaf) not in ends for leaf in tokens[1:]):
        return Hold.TEXT
    mixed = lead(elements[0]).kind == "IF" and len({body.inline for body in inner}) > 1
    return Hold.TEXT if mixed else Hold.LINE


def remarks(statement: Statement) -> Iterator[Remark]:
    """All comments of a statement and in its bodies."""
    yield from statement.remarks
    for leaf in own_leaves(statement.elements):
        yield from leaf.remarks
    for body in inner_bodies(statement.elements):
        yield from [body.opening] if body.opening else []
        for inner in body.statements:
            yield from remarks(inner)
    yield from [statement.trailing] if statement.trailing else []


def own_leaves(elements: Iterable[Element]) -> Iterator[Leaf]:
    """The tokens of elements but for those inside of bodies."""
    for element in elements:
        if isinstance(element, Leaf):
            yield element
            continue
        yield element.open
        if isinstance(element, Bracket):
            for item in element.items:
                yield from own_leaves(item)
            yield from element.commas
        yield element.close


def join(elements: Iterable[Element]) -> None:
    """Put every bracket on one line, whatever commas it ends with."""
    for element in elements:
        if isinstance(element, Bracket):
            element.broken = False
            for item in element.items:
                join(item)
        elif isinstance(element, Body) and element.inline:
            for statement in element.statements:
                join(statement.elements)
