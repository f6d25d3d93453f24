"""Edits that a run would make: the fixes that findings bring along."""

from collections.abc import Collection, Sequence

from specc.cli.found import Found
from specc.cli.pages import Pages
from specc.diagnostics import Edit, Fix, Safety
from specc.namedtuple import NamedTuple
from specc.report.record import Record, Spot
from specc.source import Span


class Proposal(NamedTuple):
    """A fix in terms of the texts as they are now, and the findings that it is meant for."""

    fix: Fix
    records: tuple[Record, ...]
    what: str = "fix of"

    @property
    def title(self) -> str:
        """What is proposed, and where."""
        record = self.records[0]
        return f"`{record.file}:{record.line}`: the {self.what} `{record.rule}`"

    @property
    def known_by(self) -> tuple[str, ...]:
        """What it is recognised by when lines have moved."""
        record = self.records[0]
        return (record.file, record.rule, record.message, *(edit.text for edit in self.fix.edits))

    @property
    def places(self) -> set[str]:
        """The files that it edits."""
        return {edit.source.path for edit in self.fix.edits}


def fixes(found: Sequence[Found], pages: Pages, allowed: Collection[str]) -> list[Proposal]:
    """The fixes of these safeties that lie in checked files alone; findings may share one."""
    together: dict[tuple[Spot, ...], list[Record]] = {}
    for one in found:
        record = one.finding.record
        if record.safety in allowed and record.edits:
            together.setdefault(record.edits, []).append(record)
    proposals: list[Proposal] = []
    for spots, records in together.items():
        edits = tuple(edit for spot in spots if (edit := _edit(spot, pages)) is not None)
        if len(edits) == len(spots):
            fix = Fix(records[0].fix, edits, Safety(records[0].safety))
            proposals.append(Proposal(fix, tuple(records)))
    return proposals


def _edit(spot: Spot, pages: Pages) -> Edit | None:
    source = pages.source(spot.file)
    if source is None:
        return None
    start = source.offset(spot.line, spot.column)
    return Edit(source, Span(start, source.offset(spot.end_line, spot.end_column)), spot.text)
