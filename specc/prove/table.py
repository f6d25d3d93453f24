"""Which trained models cannot get their rows right, proved from the rows."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from specc.namedtuple import NamedTuple
from specc.prove.decision import hyperplanes
from specc.prove.sample import Sample, known

if TYPE_CHECKING:
    from specc.prove.separation import Crossing
    from specc.subject import Subject
    from specc.training.plan import DataPlan, TrainPlan

CLASSES = ("binary", "class", "one_hot")
"""Targets that name a class."""
SIGNS = ({"0", "1"}, {"-1", "1"})
"""What two classes of a table are called that one output number tells apart."""
MAX_WORK = 10_000_000
"""Numbers that the proofs of one training may rewrite; what is left then stays undecided."""


class Inseparable(NamedTuple):
    """A training whose model decides by hyperplanes, and two classes that none separates.

    `units` is how many numbers the model puts out. `high` and `low` are what the two classes are
    called, `highs` and `lows` the numbers (from 1) of the rows of each that the proof mixes,
    `counts` how many rows have each. `literal` is true where the rows stand in the spec.
    """

    plan: "TrainPlan"
    units: int
    crossing: "Crossing"
    high: str
    low: str
    highs: tuple[int, ...]
    lows: tuple[int, ...]
    counts: tuple[int, int]
    literal: bool

    @property
    def features(self) -> int:
        """The numbers in one row."""
        return len(self.crossing.point)


class Linear(NamedTuple):
    """A training of a model that decides by hyperplanes, on rows with classes that are known.

    `sample` is a text where the rows cannot be had.
    """

    plan: "TrainPlan"
    units: int
    sample: Sample | str


def inseparable(subject: "Subject") -> tuple[Inseparable, ...]:
    """The proofs of all trainings of a file."""
    return tuple(
        proof
        for one in subject.once(linear)
        if isinstance(one.sample, Sample)
        for proof in _proofs(one.plan, one.units, one.sample)
    )


def linear(subject: "Subject") -> tuple[Linear, ...]:
    """The trainings to classes of models that decide by hyperplanes."""
    return tuple(_linear(subject))


def _linear(subject: "Subject") -> Iterator[Linear]:
    for plan in subject.sections.trains.values():
        graph = subject.models.get(plan.model)
        if graph is None or plan.data is None or not _to_classes(plan, plan.data):
            continue
        units = hyperplanes(graph)
        sample = known(subject, plan.data) if units else None
        if isinstance(sample, str) or (sample is not None and _fits(sample, units)):
            yield Linear(plan, units, sample)


def _to_classes(plan: "TrainPlan", data: "DataPlan") -> bool:
    """True where a training is, as far as it is known, to tell classes apart."""
    if plan.objective.word != "supervised":
        return False
    if data.source.word == "table":
        return True
    if data.targets:
        return data.target is not None and data.target.word in CLASSES
    return any(loss.output in ("classes", "probability", "score") for _, loss, _ in plan.losses)


def _fits(sample: Sample, units: int) -> bool:
    """True where the units tell the classes apart, each by its number."""
    if units > 1:
        return len(sample.names) <= units
    return set(sample.names) in SIGNS if sample.literal else len(sample.names) == 2


def _proofs(plan: "TrainPlan", units: int, sample: Sample) -> Iterator[Inseparable]:
    # Imported here: `fractions` takes longer to import than most files take to check.
    from specc.prove.separation import as_written, crossing, perceptron, scaled
    from specc.prove.simplex import Budget

    groups: list[list[int]] = [[] for _ in sample.names]
    for index in sample.consistent:
        groups[sample.labels[index]].append(index)
    rows, near, budget = sample.rows, scaled(sample.rows), Budget(MAX_WORK)
    for low, high in combinations(range(len(groups)), 2):
        lows, highs = groups[low], groups[high]
        ends = [near[i] for i in highs], [near[i] for i in lows]
        if not (lows and highs) or perceptron(*ends, budget):
            continue
        ones, others = ([as_written(rows[i]) for i in group] for group in (highs, lows))
        proof = crossing(ones, others, budget)
        if proof is None:
            continue
        first = tuple(highs[i] + 1 for i in proof.first)
        second = tuple(lows[i] + 1 for i in proof.second)
        names, counts = (sample.names[high], sample.names[low]), (len(highs), len(lows))
        yield Inseparable(plan, units, proof, *names, first, second, counts, sample.literal)
