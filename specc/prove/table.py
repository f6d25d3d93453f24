"""Which trained models cannot get the rows of a literal table right, proved from the rows."""

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from specc.prove.decision import one_hyperplane
from specc.training.source import Table
from specc.training.table import numbers

if TYPE_CHECKING:
    from specc.prove.separation import Crossing
    from specc.subject import Subject
    from specc.training.plan import TrainPlan

MAX_ROWS = 2_000
MAX_FEATURES = 64

Row = tuple[float, ...]


class Inseparable(NamedTuple):
    """A training whose model decides by one hyperplane, and whose rows no hyperplane separates.

    `high` and `low` are the two targets, `highs` and `lows` the numbers (from 1) of the rows with
    each that the proof mixes, `counts` how many rows have each.
    """

    plan: "TrainPlan"
    crossing: "Crossing"
    high: int
    low: int
    highs: tuple[int, ...]
    lows: tuple[int, ...]
    counts: tuple[int, int]

    @property
    def features(self) -> int:
        """The numbers in one row."""
        return len(self.crossing.point)


def inseparable(subject: "Subject") -> tuple[Inseparable, ...]:
    """All such trainings of a file."""
    return tuple(_proofs(subject))


def _proofs(subject: "Subject") -> Iterator[Inseparable]:
    for plan in subject.sections.trains.values():
        source = plan.data.source if plan.data is not None else None
        graph = subject.models.get(plan.model)
        if not isinstance(source, Table) or source.targets is None or graph is None:
            continue
        rows = [tuple(numbers((row,))) for row in source.inputs]
        labels = list(numbers(source.targets))
        if (
            plan.objective.word == "supervised"
            and _in_reach(rows, labels)
            and one_hyperplane(graph)
        ):
            yield from _proof(plan, rows, labels)


def _in_reach(rows: list[Row], labels: list[float]) -> bool:
    """True for two targets, and for a table that is small enough to decide at once."""
    if len(labels) != len(rows) or len(rows) > MAX_ROWS or len(rows[0]) > MAX_FEATURES:
        return False
    return set(labels) in ({0, 1}, {-1, 1}) and all(isfinite(v) for row in rows for v in row)


def _proof(plan: "TrainPlan", rows: list[Row], labels: list[float]) -> Iterator[Inseparable]:
    # Imported here: `fractions` takes longer to import than most files take to check.
    from specc.prove.separation import as_written, crossing

    points = [as_written(row) for row in rows]
    kept = _consistent(rows, labels)
    low, high = min(labels), max(labels)
    lows = [index for index in kept if labels[index] == low]
    highs = [index for index in kept if labels[index] == high]
    proof = crossing([points[i] for i in highs], [points[i] for i in lows])
    if proof is not None:
        first = tuple(highs[i] + 1 for i in proof.first)
        second = tuple(lows[i] + 1 for i in proof.second)
        counts = (len(highs), len(lows))
        yield Inseparable(plan, proof, int(high), int(low), first, second, counts)


def _consistent(rows: list[Row], labels: list[float]) -> list[int]:
    """The rows whose equals all have the same target: the others are beyond any model."""
    found: dict[Row, set[float]] = {}
    for row, label in zip(rows, labels, strict=True):
        found.setdefault(row, set()).add(label)
    return [index for index, row in enumerate(rows) if len(found[row]) == 1]
