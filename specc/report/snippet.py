"""The lines of a spec that a finding is about, with its places marked."""

from specc.diagnostics import Label
from specc.namedtuple import NamedTuple
from specc.report.visible import TAB, visible, width
from specc.source import Source

WIDEST = 120
"""Columns of a line that are shown; of a longer one only the part around the mark."""

LEAD = 30
"""Columns that stay in front of the mark where a line is cut."""

ELLIPSIS = "..."


class Mark(NamedTuple):
    """A label on one line: character columns from 0, `end` not included."""

    line: int
    start: int
    end: int
    primary: bool
    message: str


class Row(NamedTuple):
    """One printed row: the line number (0: none), the text, and whether it marks."""

    number: int
    text: str
    marks: bool = False
    primary: bool = False


def rows(source: Source, primary: Label | None, related: list[Label]) -> list[Row]:
    """The marked lines of one source from top to bottom, `...` where lines are left out."""
    marks = [_mark(source, label, False) for label in related]
    if primary is not None:
        marks.append(_mark(source, primary, True))
    marks.sort(key=lambda mark: (mark.line, mark.start, mark.end))
    found: list[Row] = []
    last = 0
    for mark in marks:
        text, start, length = _window(source.line(mark.line), mark)
        if mark.line != last:
            if last and mark.line > last + 1:
                found.append(Row(0, ELLIPSIS))
            found.append(Row(mark.line, text))
        elif text != next(row.text for row in reversed(found) if row.number):
            found.append(Row(mark.line, text))
        last = mark.line
        sign = ("^" if mark.primary else "-") * length
        line = f"{' ' * start}{sign} {visible(mark.message)}".rstrip()
        found.append(Row(0, line, True, mark.primary))
    return found


def _mark(source: Source, label: Label, primary: bool) -> Mark:
    """The part of a label on its first line; a span that goes on is marked to the line's end."""
    place = source.position(label.span.start)
    start = place.column - 1
    line = source.line(place.line)
    end = min(start + label.span.end - label.span.start, max(start + 1, len(line)))
    return Mark(place.line, start, max(start + 1, end), primary, label.message)


def _window(line: str, mark: Mark) -> tuple[str, int, int]:
    """The shown part of a line, and the column and width of the mark in it."""
    before, marked = line[: mark.start], line[mark.start : mark.end]
    if len(line) > WIDEST:
        return _cut_window(line, mark)
    shown = visible(before)
    start = width(shown)
    length = width(visible(before + marked)) - start
    return visible(line).rstrip(), start, max(1, length)


def _cut_window(line: str, mark: Mark) -> tuple[str, int, int]:
    first = max(0, min(mark.start - LEAD, len(line) - WIDEST))
    last = min(len(line), first + WIDEST)
    head = ELLIPSIS if first else ""
    tail = ELLIPSIS if last < len(line) else ""
    before = visible(line[first : mark.start].replace("\t", " " * TAB))
    marked = visible(line[mark.start : min(mark.end, last)].replace("\t", " " * TAB))
    after = visible(line[min(mark.end, last) : last].replace("\t", " " * TAB))
    start = len(head) + width(before)
    return f"{head}{before}{marked}{after}{tail}", start, max(1, width(marked))
