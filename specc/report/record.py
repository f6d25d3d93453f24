"""A finding as plain values: what crosses a process and what JSON holds."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from specc.diagnostics import Diagnostic


class Record(NamedTuple):
    """One finding; lines and columns count from 1, the end lies behind the last character."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    severity: str
    message: str
    help: str


def record(found: Diagnostic) -> Record:
    """The plain values of a finding."""
    source, span = found.primary.source, found.primary.span
    start, end = source.position(span.start), source.position(span.end)
    return Record(
        source.path, *start, *end, found.rule, found.severity.value, found.message, found.help
    )


def as_json(records: Iterable[Record]) -> str:
    """A JSON list with one object for each finding."""
    import json

    return json.dumps([one._asdict() for one in records], indent=2)


def tally(records: Iterable[Record], checked: int) -> str:
    """`3 errors, 1 warning in 2 files`, or `no findings in 4 files` that were checked."""
    found: dict[str, Any] = {"error": 0, "warning": 0, "info": 0}
    files = set()
    for one in records:
        found[one.severity] += 1
        files.add(one.file)
    if not files:
        return f"no findings in {_count(checked, 'file')}"
    parts = [_count(number, _PLURAL[severity]) for severity, number in found.items() if number]
    return f"{', '.join(parts)} in {_count(len(files), 'file')}"


_PLURAL = {"error": "error", "warning": "warning", "info": "remark"}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
