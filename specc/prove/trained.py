"""The outputs that a file trains: what each is, what it is held against, and by which loss."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from specc.ir.graph import Value
from specc.prove.facts import Ending, Facts

if TYPE_CHECKING:
    from specc.subject import Subject
    from specc.training.loss import Loss
    from specc.training.plan import DataTarget, TrainPlan
    from specc.training.target import Target

LIKE_ITSELF = ("reconstruct", "vae")
"""Objectives that hold the output against the input."""


class Trained(NamedTuple):
    """One output of one training.

    `loss` is None where the objective or the optimizer has its own, `target` where it is not known
    what the output is held against. `ending` is the activation that the output ends in, seen
    through layers that only change the shape; None where there is none.
    """

    plan: "TrainPlan"
    facts: Facts
    name: str
    value: Value
    loss: "Loss | None"
    target: "DataTarget | None"
    ending: Ending | None

    @property
    def kind(self) -> "Target | None":
        """What the target is: `class(10)`, `real`, ...; None where it is not known."""
        return None if self.target is None else self.target.kind

    @property
    def units(self) -> int | None:
        """The size of the output's last axis, 1 for a bare number; None where it is symbolic."""
        last = self.value.type.sizes[-1:] or (1,)
        return last[0] if isinstance(last[0], int) else None


def trained(subject: "Subject") -> tuple[Trained, ...]:
    """The outputs of all trainings of a file, for `subject.once(trained)`."""
    return tuple(_trained(subject))


def _trained(subject: "Subject") -> Iterator[Trained]:
    for plan in subject.sections.trains.values():
        facts = subject.graphs.get(plan.model)
        if facts is None:
            continue
        outputs, known = facts.graph.outputs, dict(_targets(plan, facts))
        losses = {name: loss for name, loss, _ in plan.losses}
        for name in losses or outputs:
            if name in outputs:
                value = outputs[name]
                ending = facts.ending(value.id)
                yield Trained(plan, facts, name, value, losses.get(name), known.get(name), ending)


def _targets(plan: "TrainPlan", facts: Facts) -> "Iterator[tuple[str, DataTarget]]":
    from specc.training.agree.output import pairs  # loaded already where there is a training
    from specc.training.plan import DataTarget
    from specc.training.target import Same

    if plan.objective.word in LIKE_ITSELF:
        yield from ((name, DataTarget(name, Same())) for name in facts.graph.outputs)
    elif plan.objective.word == "supervised" and plan.data is not None and plan.data.targets:
        yield from ((name, target) for name, _, target in pairs(plan, facts.graph, plan.data))
