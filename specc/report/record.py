"""A finding as plain values: what crosses a process and what every format is made of."""

from collections.abc import Iterable
from typing import Any

from specc.diagnostics import Diagnostic
from specc.namedtuple import NamedTuple
from specc.source import Source, Span


class Spot(NamedTuple):
    """A place and a text: what is said of it, or what is to stand there instead."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Record(NamedTuple):
    """One finding; lines and columns count from 1, the end lies behind the last character.

    Columns count characters, not bytes. `label` is what is said at the place itself, and `fix` the
    title of what mends it; where nothing does, `fix` and `safety` are empty and there are no edits.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    severity: str
    message: str
    help: str
    label: str = ""
    fix: str = ""
    safety: str = ""
    related: tuple[Spot, ...] = ()
    edits: tuple[Spot, ...] = ()


def record(found: Diagnostic) -> Record:
    """The plain values of a finding."""
    primary, fix = found.primary, found.fix
    return Record(
        *_place(primary.source, primary.span),
        found.rule,
        found.severity.value,
        found.message,
        found.help,
        primary.message,
        fix.title if fix is not None else "",
        fix.safety.value if fix is not None else "",
        tuple(Spot(*_place(one.source, one.span), one.message) for one in found.related),
        tuple(Spot(*_place(one.source, one.span), one.text) for one in fix.edits) if fix else (),
    )


def _place(source: Source, span: Span) -> tuple[str, int, int, int, int]:
    start, end = source.position(span.start), source.position(span.end)
    return (source.path, *start, *end)


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
