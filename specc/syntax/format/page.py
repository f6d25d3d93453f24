"""The lines of a formatted spec, and where the comments at their ends stand."""

from specc.syntax.format.node import Remark

TAB = 4
"""Columns between two tab stops, where a source has tabs."""

LEAST = 2
"""Blanks in front of a comment at the end of a line."""


class Row:
    """A line without the comment at its end, and that comment."""

    __slots__ = ("remark", "text")

    def __init__(self, text: str, remark: Remark | None = None) -> None:
        self.text = text
        self.remark = remark

    @property
    def width(self) -> int:
        """The columns of the text, in which there are tabs where a string has some."""
        return len(self.text.expandtabs(TAB))


class Page:
    """The lines that are done, and the one that is being written.

    A line has `limit` columns, not counting the comment at its end. `indent` is where the current
    one begins and `column` where it goes on. After a comment it is `closed`: whatever follows
    stands in a new line.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.rows: list[Row] = []
        self.indent = self.column = 0
        self.closed = False
        self._parts: list[str] = []
        self._remark: Remark | None = None

    def start(self, indent: int) -> None:
        """Begin a line; one in which nothing stands is begun anew."""
        if self._parts:
            self.rows.append(Row(" " * self.indent + "".join(self._parts), self._remark))
        self.indent = self.column = indent
        self.closed = False
        self._parts = []
        self._remark = None

    def write(self, gap: str, text: str, indent: int) -> None:
        """Go on in the line, or in a new one at `indent` where a comment has closed it."""
        if self.closed:
            self.start(indent)
        if self._parts:
            text = gap + text
        self._parts.append(text)
        self.column += len(text)

    def blank(self) -> None:
        """Leave a line empty."""
        self.start(0)
        self.rows.append(Row(""))

    def remark(self, remark: Remark, indent: int) -> None:
        """Write a comment, at the end of the line or in one of its own at `indent`."""
        if not (remark.own or self.closed):
            self._remark = remark
            self.closed = True
            return
        self.start(indent)
        if self.rows and is_under(remark, self.rows[-1].remark):
            self.rows.append(Row("", remark))
            return
        self.write("", remark.text, indent)
        self.closed = True

    def text(self) -> str:
        """All lines."""
        self.start(0)
        place_remarks(self.rows, self.limit)
        return "".join(f"{row.text}\n" for row in self.rows)


def is_under(remark: Remark, other: Remark | None) -> bool:
    """Whether a comment stands in the next line of the source, in the same column."""
    return other is not None and remark[3:5] == (other.line + 1, other.column)


def place_remarks(rows: list[Row], limit: int) -> None:
    """Write the comments at the ends of lines; those that stand under one another stay so."""
    group: list[Row] = []
    for row in rows:
        if row.remark is None:
            continue
        if group and not is_under(row.remark, group[-1].remark):
            place_group(group, limit)
            group = []
        group.append(row)
    place_group(group, limit)


def place_group(group: list[Row], limit: int) -> None:
    """Write comments in one column: their own where all had room there, else as near as may be.

    Beyond the limit of lines each stands behind its own. A row without text goes on with the
    comment above.
    """
    marked = [(row, row.remark) for row in group if row.remark]
    column = max((row.width for row in group), default=0) + LEAST
    if min((remark.gap for row, remark in marked if row.text), default=0) > LEAST:
        column = max(column, marked[0][1].column)
    ends = column
    for row, remark in marked:
        if row.text and column >= limit:
            ends = row.width + LEAST
        row.text += " " * (ends - row.width) + remark.text
        row.remark = None
