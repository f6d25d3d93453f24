"""What a spec is made of to the formatter: tokens, brackets and bodies of them, and comments.

Unlike in the tree of `ast.py` nothing is left out: parentheses, last commas and comments are kept,
and of the line ends those that an author is free to choose.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, TypeGuard, Union

from specc.namedtuple import NamedTuple
from specc.source import Span

NEVER = 1 << 30
"""The width of what cannot stand on one line."""

STATEMENT_WORDS = frozenset({"let", "layer", "input", "target", "output", "assert"})


class Remark(NamedTuple):
    """A comment, `text` with its `#`; `own` where nothing stands before it in its line.

    `line`, `column` and `gap` (the blanks in front) say where it stands in the source, and `blank`
    that an empty line is in front of it.
    """

    text: str
    own: bool
    blank: bool
    line: int
    column: int
    gap: int

    @property
    def suppresses(self) -> bool:
        """Whether it silences findings in its own line."""
        return not self.own and self.text[1:].lstrip().startswith("specc:")


class Leaf:
    """A token, with the blanks (`gap`) and the comments between it and the token before.

    It is `fresh` where it begins a line of the source, `blank` behind an empty line, and `kept`
    where it must begin a line.
    """

    __slots__ = ("blank", "fresh", "gap", "kept", "kind", "remarks", "span", "text")

    def __init__(self, kind: str, text: str, span: Span) -> None:
        self.kind = kind
        self.text = text
        self.span = span
        self.gap = ""
        self.remarks: list[Remark] = []
        self.fresh = self.blank = self.kept = False

    @property
    def width(self) -> int:
        """What it takes in a line that it does not begin."""
        return len(self.gap) + len(self.text)


class Bracket:
    """`(...)`, `[...]` or a map: its items, and the commas between and perhaps behind them.

    It is `applied` where it belongs to the operand in front of it, `branches` as the list of a
    flow, and `broken` where the author wants each item in a line of its own. A list that
    `holds_numbers` and nothing else is never so, since its lines take as many as they can.
    """

    __slots__ = (
        "_width", "applied", "branches", "broken", "close", "commas", "holds_numbers", "items",
        "open",
    )  # fmt: skip

    def __init__(self, open: Leaf, applied: bool) -> None:
        self.open = self.close = open
        self.items: list[list[Element]] = []
        self.commas: list[Leaf] = []
        self.applied = applied
        self.branches = self.broken = self.holds_numbers = False
        self._width = -1

    @property
    def ends_with_comma(self) -> bool:
        """Whether the author has a comma behind the last item."""
        return len(self.commas) == len(self.items) > 0

    @property
    def takes_comma(self) -> bool:
        """Whether a comma may follow the last item, as in a call, a list or a map."""
        if self.ends_with_comma or self.open.kind == "LMAP":
            return True
        return self.applied if self.open.kind == "LPAR" else not self.applied or len(self.items) > 1

    @property
    def width(self) -> int:
        """What it takes in a line that it does not begin."""
        if self._width < 0:
            self._width = self.open.width + self.content + total([self.close])
            self._width += NEVER if self.broken else 0
        return self._width

    @property
    def content(self) -> int:
        """What the items take with the commas between them."""
        between = self.commas[: len(self.items) - 1]
        return sum(total(item) for item in self.items) + total(between)


class Body:
    """`{ ... }` with statements in it; `inline` where the author has it in one line.

    `opening` is the comment behind the `{`, `closing` are those in front of the `}`, and it is
    `ragged` where a statement shares its line with one of the two, but not with both.
    """

    __slots__ = ("close", "closing", "inline", "open", "opening", "ragged", "statements")

    def __init__(self, open: Leaf) -> None:
        self.open = self.close = open
        self.statements: list[Statement] = []
        self.opening: Remark | None = None
        self.closing: list[Remark] = []
        self.inline = self.ragged = False

    @property
    def width(self) -> int:
        """What it takes in a line that it does not begin."""
        if not self.inline:
            return NEVER
        inner = sum(total(statement.elements) for statement in self.statements)
        return self.open.width + inner + self.close.width


Element: TypeAlias = Union[Leaf, Bracket, Body]


class Statement:
    """A statement or a declaration, with the comments above it and the one at its end.

    `blank` where an empty line is in front of it, behind the comments.
    """

    __slots__ = ("blank", "elements", "remarks", "trailing")

    def __init__(self, elements: list[Element]) -> None:
        first = lead(elements[0])
        self.elements = elements
        self.blank = first.blank
        self.remarks, first.remarks = first.remarks, []
        self.trailing: Remark | None = None


def lead(element: Element) -> Leaf:
    """The token that an element begins with."""
    return element if isinstance(element, Leaf) else element.open


def last(elements: Sequence[Element]) -> Leaf:
    """The token that elements end with."""
    element = elements[-1]
    return element if isinstance(element, Leaf) else element.close


def is_arrow(element: Element) -> TypeGuard[Leaf]:
    """Whether an element is the `->` between two steps of a flow."""
    return isinstance(element, Leaf) and element.kind == "ARROW"


def total(elements: Iterable[Element]) -> int:
    """What elements take one behind the other; NEVER or more where they cannot."""
    width = 0
    for element in elements:
        first = lead(element)
        width += element.width + (NEVER if first.remarks or first.kept else 0)
    return width


def leaves(elements: Iterable[Element]) -> Iterator[Leaf]:
    """All tokens of elements that stand on one line, less the commas behind last items."""
    for element in elements:
        if isinstance(element, Leaf):
            yield element
            continue
        yield element.open
        if isinstance(element, Body):
            for statement in element.statements:
                yield from leaves(statement.elements)
        else:
            for at, item in enumerate(element.items, 1):
                yield from leaves(item)
                if at < len(element.items):
                    yield element.commas[at - 1]
        yield element.close


def inner_bodies(elements: Iterable[Element]) -> Iterator[Body]:
    """The outermost bodies in elements, those inside of brackets too."""
    for element in elements:
        if isinstance(element, Body):
            yield element
        elif isinstance(element, Bracket):
            for item in element.items:
                yield from inner_bodies(item)


def reads_as_statement(item: Sequence[Element]) -> bool:
    """Whether the lexer would take a line that begins with an item for a statement.

    `[x, output if a else b]` is a list, but a line that begins with `output if` is not in one.
    """
    if len(item) < 2 or not isinstance(item[1], Leaf):
        return False
    return lead(item[0]).text in STATEMENT_WORDS and item[1].text[0].isalpha()
