"""The rule `unpaired-targets`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.prove.trained import TO_TARGETS
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import DataPlan, DataTarget, TrainPlan


class UnpairedTargets(Rule):
    """It is not clear which target belongs to which output.

    What it does:
        Where outputs and targets do not have the same names they belong together in order. It finds
        more or fewer targets than trained outputs, which is an error, and targets in an order in
        which an output gets another target than the one with its name, which is a warning. One
        target is for all outputs.

    Why is this bad?
        No program can be written for three targets and two outputs, and nothing about them is
        checked. In the wrong order each output learns what another was meant to.

    Example:
        target kind: class(3)
        target place: real[4] in 0..1
        target colour: class(8)
        loss = {kind: cross_entropy, box: huber}

    Use instead:
        target kind: class(3)
        target box: real[4] in 0..1

    References:
        How Keras matches outputs and targets, by name or in order: "The Keras functional API", on
        models with several inputs and outputs (https://keras.io/guides/functional_api/).
    """

    severity = Severity.ERROR
    needs = ("train", "data")
    bad = """\
data boxes {
    source = npz("boxes.npz", targets=[kind, place, colour])
    input  picture: [64]
    target kind: class(3)
    target place: real[4] in 0..1
    target colour: class(8)
}

model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output box = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = {kind: cross_entropy, box: huber}
}
"""
    message = (
        "the data has 3 targets for 2 trained outputs, and their names do not say which is for "
        "which"
    )
    good = """\
data boxes {
    source = npz("boxes.npz", targets=[kind, box])
    input  picture: [64]
    target kind: class(3)
    target box: real[4] in 0..1
}

model Detector {
    input picture: [64]
    seen = Dense(32, activation=relu)
    output kind = seen -> Dense(3, activation=softmax)
    output box = seen -> Dense(4, activation=sigmoid)
}

train {
    loss = {kind: cross_entropy, box: huber}
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings whose data has several targets with other names than the outputs."""
        for plan in subject.sections.trains.values():
            graph, data = subject.models.get(plan.model), plan.data
            if graph is None or data is None or plan.objective.word not in TO_TARGETS:
                continue
            losses = [name for name, _, _ in plan.losses] or list(graph.outputs)
            names = [name for name in graph.outputs if name in losses]
            by_name = {target.name for target in data.targets}
            if len(data.targets) < 2 or set(names) <= by_name:
                continue
            if len(names) != len(data.targets):
                yield self._count(plan, data, len(names))
                continue
            for name, target in zip(names, data.targets, strict=True) if names == losses else ():
                if name in by_name and target.name != name:
                    yield self._crossed(plan, data, name, target)
                    break

    def _count(self, plan: "TrainPlan", data: "DataPlan", outputs: int) -> Diagnostic:
        trained = f"{outputs} trained output{'s' * (outputs != 1)}"
        return self.at(
            Place(plan.place.source, plan.span("loss")),
            f"the data has {len(data.targets)} targets for {trained}, and their names do not say "
            "which is for which",
            related=(Label(*data.place, f"{len(data.targets)} targets"),),
            help="an output and its target find each other by their name",
        )

    def _crossed(
        self, plan: "TrainPlan", data: "DataPlan", name: str, target: "DataTarget"
    ) -> Diagnostic:
        source = plan.place.source
        span = target.span or data.place.span
        return self.at(
            Place(source, plan.span(f"loss.{name}")),
            f"the output `{name}` is trained towards `{target.name}`, the next in order, and not "
            f"towards the target `{name}`",
            related=(Label(data.place.source, span, f"becomes the target of `{name}`"),),
            help="give all outputs the names of their targets, or put the targets in order",
            severity=Severity.WARNING,
        )
