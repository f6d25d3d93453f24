"""What a run found: each finding once, though several files import the one that it is in."""

from collections.abc import Mapping

from specc.cli.outcome import Finding, Outcome
from specc.namedtuple import NamedTuple
from specc.report.record import Record


class Found(NamedTuple):
    """A finding, and the checked file that it was found through."""

    finding: Finding
    path: str


def found_in(outcomes: Mapping[str, Outcome]) -> list[Found]:
    """The findings of all files, in their order; of two that say the same, one with a fix."""
    unique: dict[object, Found] = {}
    for path, outcome in outcomes.items():
        for finding in outcome.found:
            one = finding.record
            same = (*one[:_PLACE], one.rule, one.message)
            if same not in unique or (one.safety and not unique[same].finding.record.safety):
                unique[same] = Found(finding, path)
    return list(unique.values())


_PLACE = Record._fields.index("end_column") + 1
