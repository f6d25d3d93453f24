"""The rule `too-few-updates`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.layers.pretrained import Pretrained
from specc.prove.game import players
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

FEW = 50
"""Steps under which hardly anything is learned."""
MANY = 10
"""Steps of an epoch that a smaller batch need not make more."""


class TooFewUpdates(Rule):
    """The weights are changed too few times for anything to be learned.

    What it does:
        Counts the steps of the whole training: batches an epoch, divided by `accumulate`, times
        `epochs`, and warns under 50. It is silent where training starts from trained weights
        (`init_from`, `Pretrained`), for the perceptron rule, and where neither `epochs` nor `batch`
        is written: then the numbers are nobody's choice.

    Why is this bad?
        A step of Adam moves each weight by about the learning rate at the most, and one of gradient
        descent seldom by more, so that few of them cannot take a network from random weights to a
        solution. With few examples and a large batch an epoch is a step or two, and ten epochs that
        look like much are twenty steps.

    Example:
        epochs = 10
        batch  = 64

    Use instead:
        epochs = 60
        batch  = 16

    References:
        Hoffer, Hubara and Soudry 2017, "Train longer, generalize better" (arXiv 1705.08741): what
        large batches lack is the number of updates.
    """

    severity = Severity.WARNING
    needs = ("train", "data", ("epochs", "batch"))
    bad = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 10
    batch  = 64
}
"""
    message = "training changes the weights only 20 times: 2 steps in each of 10 epochs"
    good = """\
data flowers {
    source = sklearn(iris)
    scale  = standard
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss   = cross_entropy
    epochs = 60
    batch  = 16
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with few steps."""
        for plan in subject.sections.trains.values():
            steps = plan.steps
            if steps is not None and steps < FEW and _from_nothing(subject, plan):
                yield self._finding(plan, steps)

    def _finding(self, plan: TrainPlan, steps: int) -> Diagnostic:
        each = steps // plan.epochs
        message = (
            f"training changes the weights only {_times(steps)}: "
            f"{each} step{'s' * (each != 1)} in each of {plan.epochs} "
            f"epoch{'s' * (plan.epochs != 1)}"
        )
        place = Place(plan.place.source, plan.span("epochs"))
        related = []
        if plan.data is not None and plan.data.training_samples is not None:
            text = f"{plan.data.training_samples} examples for training"
            related.append(Label(plan.data.place.source, plan.data.place.span, text))
        help = "more `epochs`" + (" or a smaller `batch`" if each < MANY else "")
        return self.at(place, message, related=tuple(related), help=help)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _from_nothing(subject: Subject, plan: TrainPlan) -> bool:
    """True where random weights are trained by their gradients, for as long as the spec says."""
    if plan.init_from is not None or not plan.optimizer.gradient:
        return False
    if not {"epochs", "batch"} & plan.spans.keys():
        return False
    models = players(subject, plan)
    return bool(models) and not any(
        node.layer.start
        for facts in models
        for node in facts.uses(Pretrained)
        if isinstance(node.layer, Pretrained)
    )
