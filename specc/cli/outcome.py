"""What the check of one file came to, and its form in the cache."""

from typing import NamedTuple

from specc.report.paint import without_colour
from specc.report.record import Record
from specc.report.visible import visible

FIELDS = len(Record._fields) + 1
"""A finding in the cache: its record and its printed form."""
NUMBERS = slice(Record._fields.index("line"), Record._fields.index("end_column") + 1)
SEVERITY = Record._fields.index("severity")
SEVERITIES = ("error", "warning", "info")


class Outcome(NamedTuple):
    """One file's findings, their printed forms (none for JSON), and why it failed, if so."""

    found: list[Record]
    texts: list[str]
    problem: str = ""


def flatten(outcome: Outcome) -> list[str]:
    """The findings as texts, one after another."""
    texts = outcome.texts or [""] * len(outcome.found)
    return [
        str(part) for one, text in zip(outcome.found, texts, strict=True) for part in (*one, text)
    ]


def restore(parts: list[str]) -> Outcome | None:
    """The outcome of flattened findings; None for what specc did not write.

    The cache may be somebody else's: a printed form must not hold what a terminal would obey.
    """
    rows = [parts[at : at + FIELDS] for at in range(0, len(parts), FIELDS)]
    if not all(_sound(row) for row in rows):
        return None
    return Outcome([_record(row) for row in rows], [row[-1] for row in rows])


def _sound(row: list[str]) -> bool:
    if len(row) != FIELDS or row[SEVERITY] not in SEVERITIES:
        return False
    if not all(number.isdecimal() and len(number) < 10 for number in row[NUMBERS]):
        return False
    return all(visible(line) == line for line in without_colour(row[-1]).split("\n"))


def _record(row: list[str]) -> Record:
    file, line, column, end_line, end_column, rule, severity, message, help, _ = row
    start, end = (int(line), int(column)), (int(end_line), int(end_column))
    return Record(file, *start, *end, rule, severity, message, help)
