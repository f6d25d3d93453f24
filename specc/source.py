"""A text with a name, and places in it."""

from bisect import bisect_right

from specc.namedtuple import NamedTuple


class Span(NamedTuple):
    """A half-open range of character offsets into one source."""

    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The span from the start of this one to the end of `other`."""
        return Span(self.start, other.end)


class Position(NamedTuple):
    """A line and a column, both counted from 1, as editors show them."""

    line: int
    column: int


class Source:
    """The text of one spec; lines and columns are worked out only when they are printed."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            end = self.text.find("\n")
            while end >= 0:
                starts.append(end + 1)
                end = self.text.find("\n", end + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> Position:
        """The line and column of a character offset."""
        starts = self._line_starts()
        line = bisect_right(starts, max(0, min(offset, len(self.text))))
        return Position(line, max(0, offset - starts[line - 1]) + 1)

    def offset(self, line: int, column: int) -> int:
        """The character offset of a line and a column, as `position` gives them."""
        return self._line_starts()[line - 1] + column - 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its end."""
        starts = self._line_starts()
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    def cut(self, span: Span) -> str:
        """The text that a span covers."""
        return self.text[span.start : span.end]

    def __repr__(self) -> str:
        return f"Source({self.path!r})"
