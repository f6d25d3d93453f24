"""What came of the planted faults: a table, a list of those that were not found, JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from typing import Any, NamedTuple

from tools.mutation.judge import Outcome, Planted
from tools.mutation.kind import Kind

WANTED = 0.95
"""The share that has to be found exactly."""
HEAD = ("kind of fault", "expected", "planted", *(one.value for one in Outcome))


class Row(NamedTuple):
    """One kind of fault, and what came of it how often."""

    kind: Kind
    counts: Counter[Outcome]

    @property
    def planted(self) -> int:
        """How often it was planted."""
        return self.counts.total()

    @property
    def share(self) -> float:
        """The share that was found exactly."""
        return self.counts[Outcome.EXACT] / max(1, self.planted)


def rows(kinds: Iterable[Kind], planted: Iterable[Planted]) -> list[Row]:
    """The kinds with their counts, those that could be planted nowhere included."""
    found = {kind.name: Row(kind, Counter()) for kind in kinds}
    for one in planted:
        found[one.kind.name].counts[one.outcome] += 1
    return list(found.values())


def share(table: Iterable[Row]) -> float:
    """The share of all planted faults that was found exactly."""
    table = list(table)
    exact = sum(row.counts[Outcome.EXACT] for row in table)
    return exact / max(1, sum(row.planted for row in table))


def text(table: list[Row]) -> Iterator[str]:
    """The table, a line a kind, by subject, and the totals."""
    cells = [_cells(row) for row in table]
    wide = [max(len(line[at]) for line in (HEAD, *cells)) for at in range(len(HEAD))]
    yield _line(HEAD, wide)
    subject = ""
    for row, line in zip(table, cells, strict=True):
        if row.kind.subject != subject:
            subject = row.kind.subject
            yield subject
        yield _line(line, wide)
    yield ""
    yield from totals(table)


def totals(table: list[Row]) -> Iterator[str]:
    """What is true of all kinds together."""
    planted = sum(row.planted for row in table)
    counts = {one: sum(row.counts[one] for row in table) for one in Outcome}
    said = ", ".join(
        f"{count} {one.value} ({100 * count / max(1, planted):.1f} %)"
        for one, count in counts.items()
    )
    yield f"{planted} faults of {len(table)} kinds: {said}"
    good = sum(row.share >= WANTED for row in table)
    mean = 100 * sum(row.share for row in table) / max(1, len(table))
    yield f"{good} kinds are found exactly in {100 * WANTED:.0f} % of their places and more"
    yield f"the mean of the kinds is {mean:.1f} %"


def misses(planted: Iterable[Planted]) -> Iterator[str]:
    """Each fault that was not found exactly: what was changed, and what was found."""
    for one in planted:
        if one.outcome is not Outcome.EXACT:
            yield f"{one.kind.name} in {one.seed.name}: {one.outcome.value}"
            yield from (f"    {line}" for line in changed(one))
            yield from (f"    > {d.severity.value}[{d.rule}] {d.message}" for d in one.found)


def changed(one: Planted) -> list[str]:
    """The lines that the fault changes."""
    before, after = one.seed.source.text.splitlines(), one.text.splitlines()
    lines = list(unified_diff(before, after, lineterm="", n=0))[2:]
    return [line for line in lines if not line.startswith("@@")]


def record(table: list[Row], planted: Iterable[Planted]) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "share": share(table),
        "kinds": [
            {
                "kind": row.kind.name,
                "subject": row.kind.subject,
                "rules": list(row.kind.rules),
                "fault": row.kind.doc.splitlines()[0],
                "planted": row.planted,
                **{one.name.lower(): row.counts[one] for one in Outcome},
            }
            for row in table
        ],
        "misses": [
            {
                "kind": one.kind.name,
                "spec": one.seed.name,
                "outcome": one.outcome.name.lower(),
                "changed": changed(one),
                "found": [
                    {"rule": d.rule, "severity": d.severity.value, "message": d.message}
                    for d in one.found
                ],
            }
            for one in planted
            if one.outcome is not Outcome.EXACT
        ],
    }


def _cells(row: Row) -> tuple[str, ...]:
    counts = (str(row.counts[one]) for one in Outcome)
    first, *others = row.kind.rules
    rule = f"{first} or {len(others)} more" if others else first
    return f"  {row.kind.name}", rule, str(row.planted), *counts


def _line(cells: tuple[str, ...], wide: list[int]) -> str:
    name, rule, *numbers = cells
    left = f"{name:<{wide[0]}}  {rule:<{wide[1]}}"
    right = (f"{cell:>{width}}" for cell, width in zip(numbers, wide[2:], strict=True))
    return "  ".join((left, *right))
