"""Aligns the `=` of settings that stand one under another."""

from collections.abc import Iterator

from specc.namedtuple import NamedTuple
from specc.syntax.format.node import Body, Element, Leaf, Statement, lead

SECTIONS = frozenset({"DATA", "TRAIN", "SWEEP", "EXTERN"})
CONTRACT = frozenset({"INPUT", "TARGET"})
"""What begins the lines of `data` whose names are aligned with the other lines' `=`."""


class Key(NamedTuple):
    """How wide the left side of a setting is, and the token that is to be aligned."""

    width: int
    after: Leaf


def align(declaration: Statement) -> None:
    """Widen the blanks in front of `=` in a section, in each run of lines without an empty one."""
    kind = lead(declaration.elements[0]).kind
    body = declaration.elements[-1]
    if kind not in SECTIONS or not isinstance(body, Body) or body.inline:
        return
    for run in runs(body.statements):
        keys = [key for statement in run if (key := key_of(statement.elements, kind))]
        widest = max((key.width for key in keys), default=0)
        for key in keys:
            key.after.gap = " " * (1 + widest - key.width)


def runs(statements: list[Statement]) -> Iterator[list[Statement]]:
    """Statements that follow one another without an empty line."""
    run: list[Statement] = []
    for statement in statements:
        if statement.blank or any(remark.blank for remark in statement.remarks):
            yield run
            run = []
        run.append(statement)
    yield run


def key_of(elements: list[Element], kind: str) -> Key | None:
    """The left side of a setting; None for a statement that is none, as in `extern layer`."""
    first = lead(elements[0])
    if first.kind in CONTRACT and kind == "DATA":
        return Key(len(first.text), lead(elements[1]))
    width = 0
    for element in elements:
        if not isinstance(element, Leaf) or first.kind in (*CONTRACT, "OUTPUT"):
            return None
        if element.kind == "EQUAL":
            return Key(width, element)
        width += element.width
    return None
