"""What the check of one file came to, and its form in the cache and between processes."""

from collections.abc import Iterator
from itertools import islice

from specc.diagnostics import SEVERITIES
from specc.namedtuple import NamedTuple
from specc.report.paint import without_colour
from specc.report.record import Record, Spot
from specc.report.visible import visible

SAFETIES = ("", "safe", "unsafe", "shown")
LONGEST_NUMBER = 9
"""Digits of a line, a column or a count."""


class Finding(NamedTuple):
    """A finding, its printed form in colour, and a digest of the statement that it is about."""

    record: Record
    text: str
    statement: str


class Outcome(NamedTuple):
    """One file's findings, where the files that it imports lie, and why it failed, if so."""

    found: list[Finding]
    imports: list[str]
    problem: str = ""


def flatten(outcome: Outcome) -> list[str]:
    """The outcome as texts, one after another; before what there are several of their number."""
    parts = [outcome.problem, str(len(outcome.imports)), *outcome.imports]
    for (*fields, related, edits), text, statement in outcome.found:
        parts.extend(map(str, fields))
        for spots in (related, edits):
            parts.append(str(len(spots)))
            parts.extend(str(value) for spot in spots for value in spot)
        parts += (text, statement)
    return parts


def restore(parts: list[str]) -> Outcome | None:
    """The outcome of these texts; None for what specc did not write.

    The cache may be somebody else's: a printed form must not hold what a terminal would obey.
    """
    found: list[Finding] = []
    waiting = iter(parts)
    try:
        problem = next(waiting)
        imports = [next(waiting) for _ in range(_number(next(waiting)))]
        for file in waiting:
            one = _record(file, waiting)
            found.append(Finding(one, _printed(next(waiting)), next(waiting)))
    except (RuntimeError, StopIteration, ValueError):
        return None
    return Outcome(found, imports, problem)


def _record(file: str, waiting: Iterator[str]) -> Record:
    line, column, end_line, end_column = map(_number, islice(waiting, 4))
    rule, severity, message, help, label, fix, safety = islice(waiting, 7)
    if severity not in SEVERITIES or safety not in SAFETIES:
        raise ValueError("a word that is none of specc's")
    related, edits = _spots(waiting), _spots(waiting)
    place = (file, line, column, end_line, end_column)
    return Record(*place, rule, severity, message, help, label, fix, safety, related, edits)


def _spots(waiting: Iterator[str]) -> tuple[Spot, ...]:
    return tuple([_spot(waiting) for _ in range(_number(next(waiting)))])


def _spot(waiting: Iterator[str]) -> Spot:
    file, *numbers, text = islice(waiting, 6)
    line, column, end_line, end_column = map(_number, numbers)
    return Spot(file, line, column, end_line, end_column, text)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise ValueError("not a number of a line or a column")
    return int(text)


def _printed(text: str) -> str:
    if any(visible(line) != line for line in without_colour(text).split("\n")):
        raise ValueError("not a printed form")
    return text
