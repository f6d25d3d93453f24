"""`specc check` without waiting for click, which reads only what is to be refused or explained."""

from collections.abc import Iterator, Sequence
from typing import Any

from specc.cli.asked import OPTIONS, Asked, Option, split
from specc.cli.checking import run_check


def plain_check(arguments: Sequence[str]) -> int | None:
    """Run the check and give its exit code; None for what click is to read or to refuse."""
    asked = read(arguments)
    return None if asked is None else run_check(asked)


def read(arguments: Sequence[str]) -> Asked | None:
    """What a command line asks for; None where that is not plain."""
    by_flag = {flag: one for one in OPTIONS for flag in (one.flag, one.short) if flag}
    paths: list[str] = []
    given: dict[str, Any] = {}
    waiting = iter(arguments)
    for argument in waiting:
        if not argument.startswith("-") or argument == "-":
            paths.append(argument)
            continue
        flag, equals, value = argument.partition("=")
        option = by_flag.get(flag if flag.startswith("--") else argument)
        if option is None or not _take(option, value if equals else None, waiting, given):
            return None
    return Asked(tuple(paths), **given)


def _take(option: Option, value: str | None, waiting: Iterator[str], given: dict[str, Any]) -> bool:
    """Note an option and its value; False where click would complain."""
    if not option.value:
        given[option.field] = True
        return value is None
    if value is None:
        value = next(waiting, None)
    if value is None or (isinstance(option.value, tuple) and value not in option.value):
        return False
    before = given.get(option.field, ())
    given[option.field] = (*before, *split([value])) if option.listed else value
    return True
