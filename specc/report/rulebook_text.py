"""The rules for a terminal: a table of them, and all about one."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import fill, indent

from specc.report.rulebook import EXAMPLE, FIXES, REFERENCES, WHAT, WHY, Entry, paragraphs

WIDTH = 96
MARGIN = "  "


def listing(entries: Iterable[Entry]) -> Iterator[str]:
    """The subjects, with one line for each rule: name, severity, fix, `off`, summary."""
    shown = list(entries)
    wide = max(len(one.name) for one in shown)
    for number, (subject, members) in enumerate(groupby(shown, lambda one: one.subject)):
        yield from ([""] if number else [])
        yield subject
        for one in members:
            off = "" if one.default else "off"
            columns = f"{one.name:<{wide}}  {one.severity:<7}  {one.fix or '-':<6}  {off:<3}"
            yield f"{MARGIN}{columns}  {one.summary}"


def page(one: Entry, loud: bool) -> Iterator[str]:
    """All that there is to know of one rule; no comment silences a `loud` one."""
    yield one.name
    yield MARGIN + ", ".join(_facts(one))
    yield ""
    yield from _wrapped(one.summary)
    yield from _section(WHAT, one.what)
    yield from _section(WHY, one.why)
    yield from ("", EXAMPLE.lower(), *_code(one.bad), "", *_code(one.said))
    yield from ("", *(("fixed", *_code(one.fixed)) if one.fixed else ("good", *_code(one.good))))
    if one.instead:
        yield from ("", *_text(one.instead))
    yield from _section(REFERENCES, one.references)
    yield from ("", "to silence it", *_silence(one, loud))


def _facts(one: Entry) -> Iterator[str]:
    yield one.subject
    yield one.severity
    if not one.default:
        yield f"off by default (`--extend-select {one.name}`)"
    yield FIXES[one.fix]


def _silence(one: Entry, loud: bool) -> Iterator[str]:
    ways = {
        f"# specc: ignore[{one.name}]": "behind the line, or above the statement",
        f"# specc: ignore-file[{one.name}]": "in a file, for all of it",
    }
    if loud:
        ways.clear()
    if not one.built_in or one.severity != "error":
        place = "below `[tool.specc]` in pyproject.toml, for all files"
        ways[f'ignore = ["{one.name}"]'] = place
    if not ways:
        yield MARGIN + "nothing does: it has to be mended"
    wide = max(map(len, ways), default=0)
    yield from (f"{MARGIN}{way:<{wide}}  {where}" for way, where in ways.items())


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield from ("", title.lower(), *_text(text))


def _code(text: str) -> Iterator[str]:
    return (f"{MARGIN}{line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _text(text: str) -> Iterator[str]:
    for number, part in enumerate(paragraphs(text)):
        yield from ([""] if number else [])
        yield from _wrapped(part)


def _wrapped(text: str) -> Iterator[str]:
    """The lines of a paragraph; the items of a list begin one each, and code stays as it is."""
    for line in text.split("\n"):
        if line.startswith("    "):
            yield MARGIN + line
            continue
        hanging = "  " if line.startswith("- ") else ""
        wrapped = fill(line, WIDTH - len(MARGIN), subsequent_indent=hanging, break_on_hyphens=False)
        yield indent(wrapped, MARGIN)
