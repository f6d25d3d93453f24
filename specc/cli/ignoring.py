"""Comments that silence what was found: `# specc: ignore[rule]`, each where it covers least."""

from collections.abc import Iterable, Sequence

from specc.cli.found import Found
from specc.cli.pages import Pages
from specc.cli.proposal import Proposal
from specc.diagnostics import Edit, Fix, Safety
from specc.edit.statement import Around
from specc.namedtuple import NamedTuple
from specc.report.record import Record
from specc.source import Source, Span
from specc.suppress import LOUD
from specc.suppress.comment import Suppression, read_suppressions
from specc.syntax import ast
from specc.syntax.parse import parse

WIDEST = 100
"""Columns of a line; a longer one gets its comment above."""


class Spot(NamedTuple):
    """Where a comment goes, and what stands around the names of the rules there."""

    span: Span
    before: str
    after: str


def ignores(found: Sequence[Found], pages: Pages) -> list[Proposal]:
    """A comment for each place with findings; several rules share one."""
    by_source: dict[str, list[Record]] = {}
    for one in found:
        record = one.finding.record
        source = pages.source(record.file)
        if source is not None and record.rule not in LOUD:
            by_source.setdefault(source.path, []).append(record)
    proposals: list[Proposal] = []
    for path, records in by_source.items():
        source = pages.source(path)
        if source is not None:
            proposals.extend(_in_file(source, records))
    return proposals


def _in_file(source: Source, records: Iterable[Record]) -> Iterable[Proposal]:
    page = Page(source)
    on_line: dict[int, list[Record]] = {}
    for record in records:
        on_line.setdefault(record.line, []).append(record)
    together: dict[Spot, list[Record]] = {}
    for here in on_line.values():
        for record in here:
            together.setdefault(page.spot(record, _listed(here)), []).append(record)
    for spot, here in together.items():
        edit = Edit(source, spot.span, f"{spot.before}{_listed(here)}{spot.after}")
        fix = Fix("silence it", (edit,), Safety.UNSAFE)
        yield Proposal(fix, tuple(here), "comment for")


def _listed(records: Iterable[Record]) -> str:
    return ", ".join(dict.fromkeys(record.rule for record in records))


class Page:
    """A file's statements and comments."""

    def __init__(self, source: Source) -> None:
        module = parse(source).module
        self._source = source
        self._around = Around(module)
        self._line_end = "\r\n" if "\r\n" in source.text else "\n"
        self._trailing = {_line(source, c) for c in module.comments if not c.own_line}
        self._asking = [s for s in read_suppressions(module) if isinstance(s, Suppression)]

    def spot(self, record: Record, rules: str) -> Spot:
        """Where a finding is silenced: in a comment that does so for another, else in a new one.

        `rules` are those of all findings that begin in its line.
        """
        start = self._source.offset(record.line, record.column)
        return self._beside(start) or self._behind(record, rules) or self._above(start)

    def _beside(self, start: int) -> Spot | None:
        """Behind the last name of the comment that covers least."""
        covering = [s for s in self._asking if s.covers.start <= start <= s.covers.end]
        narrow = [s for s in covering if s.covers != Span(0, len(self._source.text))]
        if not narrow:
            return None
        least = min(narrow, key=lambda s: (s.covers.end - s.covers.start, -s.name.end))
        return Spot(Span(least.name.end, least.name.end), ", ", "")

    def _behind(self, record: Record, rules: str) -> Spot | None:
        """At the end of the finding's line, where it all stands there and there is room."""
        line = self._source.line(record.line).rstrip()
        longer = len(f"{line}  # specc: ignore[{rules}]")
        if record.line != record.end_line or record.line in self._trailing or longer > WIDEST:
            return None
        end = self._source.offset(record.line, len(line) + 1)
        stop = self._source.offset(record.line, len(self._source.line(record.line)) + 1)
        return Spot(Span(end, stop), "  # specc: ignore[", "]")

    def _above(self, start: int) -> Spot:
        """On a line of its own above the innermost statement that begins a line."""
        text = self._source.text
        for statement in self._around(start):
            line = text.rfind("\n", 0, statement.start) + 1
            indent = text[line : statement.start]
            if not indent.strip():
                at = Span(line, line)
                return Spot(at, f"{indent}# specc: ignore[", f"]{self._line_end}")
        line = text.rfind("\n", 0, start) + 1
        return Spot(Span(line, line), "# specc: ignore[", f"]{self._line_end}")


def _line(source: Source, comment: ast.Comment) -> int:
    return source.position(comment.span.start).line
