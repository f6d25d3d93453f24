"""A baseline: the findings that a project starts with, so that only new ones are reported.

A JSON file: by file, counted from where it lies, by rule and by a digest of the statement, how many
findings there are. So it stays true when lines move, and one that was mended changes one line.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from specc.cli.fault import Misuse
from specc.cli.found import Found
from specc.namedtuple import NamedTuple
from specc.options import Options
from specc.rules.names import looked_for

VERSION = "specc-baseline"
LONGEST_FILE = 1 << 26
"""Bytes of a baseline that are read."""
NEVER = frozenset({"syntax-error", "limit-exceeded", "not-utf-8"})
"""Findings that no baseline takes: behind them is what has not been checked."""


class Entry(NamedTuple):
    """What one line of a baseline is about."""

    file: str
    rule: str
    statement: str


class Baseline:
    """The findings that were there before; each hides as many as it counts."""

    def __init__(self, path: str, known: Mapping[Entry, int]) -> None:
        self.path = path
        self._folder = os.path.dirname(os.path.realpath(path))
        self._known = known
        self._left: Counter[Entry] = Counter()

    def new(self, found: Sequence[Found]) -> list[Found]:
        """The findings that are not in it."""
        self._left = Counter(self._known)
        kept = []
        for one in found:
            entry = self.entry(one)
            if entry is not None and self._left[entry] > 0:
                self._left[entry] -= 1
            else:
                kept.append(one)
        return kept

    def summary(self) -> list[str]:
        """How many findings were left out the last time."""
        hidden = sum(self._known.values()) - self._left.total()
        return [f"{hidden} known from `{self.path}`"] if hidden else []

    def notes(self, options: Mapping[str, Options]) -> list[str]:
        """How many entries nothing was found for, in files that were read and by rules that ran.

        `options` are those of the files that were checked from end to end.
        """
        asked = {self._place(path): one for path, one in options.items()}
        count = sum(self._is_outdated(one, asked) for one, left in self._left.items() if left)
        if not count:
            return []
        entries = "1 entry" if count == 1 else f"{count} entries"
        help = f"`--write-baseline {self.path}` writes it anew"
        return [f"`{self.path}` has {entries} for findings that are gone: {help}"]

    def entry(self, found: Found) -> Entry | None:
        """The line for a finding; None where it may not have one."""
        one = found.finding.record
        if one.rule in NEVER:
            return None
        return Entry(self._place(one.file), one.rule, found.finding.statement)

    def _is_outdated(self, entry: Entry, asked: Mapping[str, Options]) -> bool:
        if entry.file in asked:
            return looked_for(entry.rule, asked[entry.file])
        return not os.path.exists(os.path.join(self._folder, entry.file))

    def _place(self, path: str) -> str:
        real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        return os.path.relpath(real, self._folder).replace(os.sep, "/")


def read_baseline(path: str) -> Baseline:
    """The baseline in a file. Raises Misuse for what is none, and OSError."""
    import json

    with open(path, "rb") as file:
        data = file.read(LONGEST_FILE + 1)
    try:
        if len(data) > LONGEST_FILE:
            raise ValueError("it is too long")
        return Baseline(path, dict(_entries(json.loads(data))))
    except (ValueError, RecursionError) as fault:
        raise Misuse(f"`{path}` is not a baseline of specc: {fault}") from None


def write_baseline(path: str, found: Sequence[Found]) -> int:
    """Keep findings; gives how many were kept. Raises OSError."""
    import json

    from specc.files.write import write_file

    places = Baseline(path, {})
    counts = Counter(entry for one in found if (entry := places.entry(one)) is not None)
    nested: dict[str, dict[str, dict[str, int]]] = {}
    for (file, rule, statement), count in sorted(counts.items()):
        nested.setdefault(file, {}).setdefault(rule, {})[statement] = count
    text = json.dumps({VERSION: 1, "findings": nested}, indent=1) + "\n"
    write_file(os.path.realpath(path), text.encode())
    return counts.total()


def _entries(whole: Any) -> Iterator[tuple[Entry, int]]:
    if not isinstance(whole, dict) or whole.get(VERSION) != 1:
        raise ValueError(f'it does not begin with `"{VERSION}": 1`')
    for file, rules in _items(whole.get("findings")):
        for rule, statements in _items(rules):
            for statement, count in _items(statements):
                if type(count) is not int or not 0 < count < 1 << 31:
                    raise ValueError("a count is not a number")
                yield Entry(file, rule, statement), count


def _items(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("an entry is not an object")
    return value.items()
