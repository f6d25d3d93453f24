"""The trainings in which a generator plays against a discriminator."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.ir.graph import Node, Place, Value
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts

if TYPE_CHECKING:
    from specc.source import Span
    from specc.subject import Subject
    from specc.training.plan import TrainPlan


class Game(NamedTuple):
    """One such training; a model that has a fault of its own is None."""

    plan: "TrainPlan"
    generator: Facts | None
    judge: Facts | None

    @property
    def loss(self) -> Any:
        """What they play for: `non_saturating`, `wasserstein(penalty=10)`, ..."""
        return self.plan.objective.loss  # type: ignore[attr-defined]

    def span(self, part: str) -> "Span":
        """Where a part of the objective stands."""
        return self.plan.span(f"objective.{part}")

    def at(self, node: Node, part: str) -> Place:
        """The place of a layer, or of a part of the objective where that is in another file."""
        source = self.plan.place.source
        return node.place if node.place.source is source else Place(source, self.span(part))


def games(subject: "Subject") -> tuple[Game, ...]:
    """All of a file, for `subject.once(games)`."""
    return tuple(_games(subject))


def players(subject: "Subject", plan: "TrainPlan") -> list[Facts]:
    """The models that a training changes: its own, or both of a game; those that came out whole."""
    objective: Any = plan.objective
    game = objective.word == "gan"
    names = (objective.generator, objective.discriminator) if game else (plan.model,)
    return [subject.graphs[name] for name in names if name in subject.graphs]


def first_output(facts: Facts) -> Value:
    """What a generator makes, or what a discriminator says."""
    return next(iter(facts.graph.outputs.values()))


def _games(subject: "Subject") -> Iterator[Game]:
    for plan in subject.sections.trains.values():
        objective: Any = plan.objective
        if objective.word == "gan":
            pair = (
                subject.graphs.get(objective.generator),
                subject.graphs.get(objective.discriminator),
            )
            yield Game(plan, *pair)
