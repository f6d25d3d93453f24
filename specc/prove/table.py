"""Which trained models cannot get the rows of a literal table right, proved from the rows."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from specc.prove.decision import one_hyperplane
from specc.prove.separation import Crossing, Point, crossing
from specc.training.source import Table
from specc.training.table import numbers

if TYPE_CHECKING:
    from specc.rule import Subject
    from specc.training.plan import TrainPlan

MAX_ROWS = 2_000
MAX_FEATURES = 64

Side = list[tuple[int, Point]]
"""Rows with one target: their numbers in the table, from 1, and their points."""


class Inseparable(NamedTuple):
    """A training whose model decides by one hyperplane, and whose rows no hyperplane separates.

    `high` and `low` are the two targets, `highs` and `lows` the numbers of the rows with each that
    the proof mixes, `counts` how many rows have each.
    """

    plan: "TrainPlan"
    crossing: Crossing
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
        if plan.objective.word == "supervised" and one_hyperplane(graph):
            yield from _proof(plan, source.inputs, source.targets)


def _proof(plan: "TrainPlan", inputs: Any, targets: Any) -> Iterator[Inseparable]:
    labels = list(numbers(targets))
    values = sorted(set(labels))
    if len(labels) != len(inputs) or len(inputs) > MAX_ROWS or values not in ([0, 1], [-1, 1]):
        return
    points = [_point(row) for row in inputs]
    if len(points[0]) > MAX_FEATURES:
        return
    low, high = (_side(points, labels, value) for value in values)
    doubtful = {point for _, point in low} & {point for _, point in high}
    low, high = _without(low, doubtful), _without(high, doubtful)
    proof = crossing([point for _, point in high], [point for _, point in low])
    if proof is not None:
        yield Inseparable(
            plan, proof, int(values[1]), int(values[0]),
            tuple(high[i][0] for i in proof.first), tuple(low[i][0] for i in proof.second),
            (len(high), len(low)),
        )  # fmt: skip


def _side(points: list[Point], labels: list[float], value: float) -> Side:
    numbered = enumerate(zip(points, labels, strict=True), 1)
    return [(number, point) for number, (point, label) in numbered if label == value]


def _without(side: Side, doubtful: set[Point]) -> Side:
    """Equal rows with different targets are beyond any model, so they prove nothing of this one."""
    return [(number, point) for number, point in side if point not in doubtful]


def _point(row: Any) -> Point:
    """A row as it is written: `0.1` is a tenth, not the nearest binary fraction."""
    values = numbers(row) if isinstance(row, tuple) else iter((row,))
    return tuple(Fraction(str(value)) for value in values)
