"""Writes what statements are made of: on one line where it fits, else broken."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from specc.syntax.climb import RANKS
from specc.syntax.format.node import (
    NEVER,
    Body,
    Bracket,
    Element,
    Leaf,
    is_arrow,
    lead,
    leaves,
    reads_as_statement,
    total,
)
from specc.syntax.format.page import Page

STEP = 4
"""Columns of one indentation."""

WIDEST_START = 40
"""The column up to which the arrows of a broken flow stand under the first one."""


class Writer(ABC):
    """Writes elements; `base` is the indentation of the statement or item that is being written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.limit = page.limit
        self.base = 0

    @abstractmethod
    def body(self, body: Body) -> None:
        """Write a body in lines of its own."""

    # On one line

    def leaf(self, leaf: Leaf) -> None:
        """Write a token."""
        if leaf.kept and not is_arrow(leaf):
            self.page.start(self.base + STEP)
        self.page.write(leaf.gap, leaf.text, self.base if leaf.kind == "ELSE" else self.base + STEP)

    def flat(self, elements: Sequence[Element]) -> None:
        """Write elements on one line."""
        for leaf in leaves(elements):
            self.leaf(leaf)

    def fits(self, elements: Sequence[Element], tail: int) -> bool:
        """Whether elements and `tail` more columns have room in the line."""
        gap = len(lead(elements[0]).gap) if self.page.column == self.page.indent else 0
        return self.page.column + total(elements) - gap + tail <= self.limit

    def remarks(self, leaf: Leaf, indent: int) -> None:
        """Write the comments in front of a token, those in lines of their own at `indent`."""
        for remark in leaf.remarks:
            self.page.remark(remark, indent)
        leaf.remarks = []

    def start(self, element: Element, indent: int) -> None:
        """Begin a line for an element, behind the comments in front of it."""
        self.remarks(lead(element), indent)
        self.page.start(indent)

    # One element after the other

    def run(self, elements: Sequence[Element], tail: int) -> None:
        """Write elements, breaking the brackets and bodies that do not fit with what follows."""
        for element, rest in zip(elements, rests(elements, tail), strict=True):
            self.remarks(lead(element), self.base)
            if isinstance(element, Leaf):
                self.leaf(element)
            elif self.fits([element], rest):
                self.flat([element])
            elif isinstance(element, Bracket):
                self.bracket(element)
            else:
                self.body(element)

    def value(self, elements: Sequence[Element], tail: int, indent: int) -> None:
        """Write what stands inside brackets; an operator begins a line at `indent`."""
        if self.fits(elements, tail):
            self.flat(elements)
        elif any(is_arrow(element) for element in elements):
            self.flow(elements, tail)
        elif any(isinstance(element, Body) for element in elements):
            self.run(elements, tail)
        else:
            self.operators(elements, tail, indent)

    def operators(self, elements: Sequence[Element], tail: int, indent: int) -> None:
        """Break a line in front of the operators that bind the least."""
        ranks = [rank(element) for element in elements]
        least = min(ranks)
        cuts = [at for at, found in enumerate(ranks) if at and found == least < NEVER]
        for start, end in zip([0, *cuts], [*cuts, len(elements)], strict=True):
            if start:
                self.start(elements[start], indent)
            self.run(elements[start:end], 0 if end < len(elements) else tail)

    # Brackets

    def bracket(self, bracket: Bracket) -> None:
        """Write a bracket over several lines."""
        if self.hangs(bracket):
            self.hang(bracket)
            return
        self.leaf(bracket.open)
        outer, base = self.page.indent, self.base
        self.base = outer + STEP
        apart = bracket.broken or bracket.branches
        if not apart and self.base + bracket.content <= self.limit:
            self.one_line(bracket)
        elif bracket.takes_comma:
            self.one_a_line(bracket)
        else:
            for item in bracket.items:
                self.begin(item)
                self.value(item, 0, self.base)
        self.remarks(bracket.close, self.base)
        self.page.start(outer)
        self.base = base
        self.leaf(bracket.close)

    def begin(self, item: Sequence[Element]) -> None:
        """Begin a line for an item, unless it would read as a statement there."""
        self.remarks(lead(item[0]), self.base)
        if self.page.closed or not reads_as_statement(item):
            self.page.start(self.base)

    def one_line(self, bracket: Bracket) -> None:
        """Write all items in one line of their own."""
        for at, item in enumerate(bracket.items):
            if not at:
                self.begin(item)
            self.flat(item)
            if at + 1 < len(bracket.items):
                self.leaf(bracket.commas[at])

    def one_a_line(self, bracket: Bracket) -> None:
        """Write one item a line, a comma behind the last; numbers as many as a line holds."""
        for at, item in enumerate(bracket.items):
            if not (at and bracket.holds_numbers and self.fits(item, 1)):
                self.begin(item)
            self.value(item, 1, self.base + STEP)
            if at < len(bracket.commas):
                self.run([bracket.commas[at]], 0)
            else:
                self.page.write("", ",", self.base)

    def hangs(self, bracket: Bracket) -> bool:
        """Whether branches fit as a column behind their `[`."""
        if not bracket.branches or any(map(reads_as_statement, bracket.items)):
            return False
        tokens = [lead(bracket.items[0][0]), *bracket.commas, bracket.close]
        if any(leaf.remarks for leaf in tokens):
            return False
        return self.page.column + widest(bracket) <= self.limit

    def hang(self, bracket: Bracket) -> None:
        """Write branches as a column behind their `[`, the `]` behind the last."""
        self.leaf(bracket.open)
        column = self.page.column
        for at, item in enumerate(bracket.items):
            if at:
                self.leaf(bracket.commas[at - 1])
                self.start(item[0], column)
            self.flat(item)
        self.leaf(bracket.close)

    # Flows

    def flow(self, elements: Sequence[Element], tail: int) -> None:
        """Write a flow; where it is broken, its arrows stand one under another."""
        cuts = [at for at, element in enumerate(elements) if is_arrow(element)]
        parts = [elements[start:end] for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
        self.run(elements[: cuts[0]], 0)
        column = self.arrows(parts, tail)
        for part in parts:
            room = tail if part is parts[-1] else 0
            self.remarks(lead(part[0]), column)
            if not self.stays(part, column, room):
                self.page.start(column)
            self.run(part, room)

    def arrows(self, parts: Sequence[Sequence[Element]], tail: int) -> int:
        """Where the arrows of a broken flow stand: under the first, or at the next indentation.

        That is for a first step that is wide, and for one behind it that would have to be broken.
        """
        below, near = self.page.column + 1, self.page.indent + STEP
        if below > WIDEST_START:
            return near
        for part in parts:
            width = len("->") + total(part[1:]) + (tail if part is parts[-1] else 0)
            if below + width > self.limit >= near + width:
                return near
        return below

    def stays(self, part: Sequence[Element], column: int, tail: int) -> bool:
        """Whether an arrow and its step go on in the line instead of in a new one at `column`."""
        if self.page.closed or lead(part[0]).kept:
            return False
        if self.fits(part, tail):
            return True
        if column + total(part) - 1 + tail <= self.limit:
            return False
        arrow, step, here = part[0], part[1], self.page.column
        if isinstance(step, Bracket) and step.branches:
            room = self.limit - arrow.width - widest(step)
            if here <= room or column - 1 <= room:
                return here <= room
        return here + arrow.width + rests(part, tail)[0] <= self.limit


def rank(element: Element) -> int:
    """How tightly an operator binds; NEVER for what is none."""
    if not isinstance(element, Leaf):
        return NEVER
    if element.kind in ("IF", "ELSE"):
        return 0
    return RANKS[element.text] if element.kind == "OPERATOR" else NEVER


def rests(elements: Sequence[Element], tail: int) -> list[int]:
    """What follows each element up to the next place at which a line may be broken."""
    found = []
    for element in reversed(elements):
        found.append(tail)
        first = lead(element)
        if isinstance(element, Leaf) or (isinstance(element, Bracket) and not element.items):
            tail += element.width
        else:
            tail = first.width
        if first.remarks:
            tail = 0
    return found[::-1]


def widest(bracket: Bracket) -> int:
    """The columns of a list whose items stand one under another behind its `[`."""
    return bracket.open.width + max(total(item) for item in bracket.items) + 1
