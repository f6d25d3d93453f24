"""The rule `class-imbalance-unweighted`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Place
from specc.rule import Rule, Subject
from specc.training.metric import Accuracy
from specc.training.plan import DataPlan, TrainPlan

MUCH = 10.0
"""How many times as frequent as the rarest class the most frequent one is."""
MOST = 0.5
"""The accuracy from which on always saying one class looks like something."""


class ClassImbalanceUnweighted(Rule):
    """One class is rare, and accuracy alone is watched.

    What it does:
        Finds trainings on data whose most frequent class makes up half of all examples and has at
        least ten times the share of the rarest, where `accuracy` is the only metric and the loss is
        not `focal`.

    Why is this bad?
        A model that always says the frequent class is right nearly always: accuracy looks good and
        the rare class, which is mostly the one that matters, is never found.

    Example:
        metrics = [accuracy]

    Use instead:
        metrics = [accuracy, f1]

    References:
        Buda, Maki and Mazurowski 2018, "A systematic study of the class imbalance problem in
        convolutional neural networks" (arXiv 1710.05381). `focal`: Lin et al. 2017, "Focal loss for
        dense object detection" (arXiv 1708.02002).
    """

    severity = Severity.WARNING
    needs = ("train", "data", "accuracy")
    bad = """\
data frauds {
    source  = csv("frauds.csv", target=verdict)
    input   payment: [12]
    target  verdict: class(3)
    samples = 100_000
    balance = [0.9, 0.08, 0.02]
    scale   = standard
}

model Fraud {
    input payment: [12]
    Dense(32, activation=relu)
    output verdict = Dense(3, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [accuracy]
}
"""
    message = "always saying class 0 is 90 % accurate, and accuracy is all that is watched"
    good = """\
data frauds {
    source  = csv("frauds.csv", target=verdict)
    input   payment: [12]
    target  verdict: class(3)
    samples = 100_000
    balance = [0.6, 0.3, 0.1]
    scale   = standard
}

model Fraud {
    input payment: [12]
    Dense(32, activation=relu)
    output verdict = Dense(3, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [accuracy]
}
"""
    fixed = """\
data frauds {
    source  = csv("frauds.csv", target=verdict)
    input   payment: [12]
    target  verdict: class(3)
    samples = 100_000
    balance = [0.9, 0.08, 0.02]
    scale   = standard
}

model Fraud {
    input payment: [12]
    Dense(32, activation=relu)
    output verdict = Dense(3, activation=softmax)
}

train {
    loss    = cross_entropy
    metrics = [accuracy, f1]
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings that would not notice."""
        for plan in subject.sections.trains.values():
            data = plan.data
            if data is None or len(data.balance) < 2 or not _accuracy_alone(plan):
                continue
            most = max(data.balance)
            if most >= MOST and most >= MUCH * min(data.balance):
                yield self._finding(subject, plan, data)

    def _finding(self, subject: Subject, plan: TrainPlan, data: DataPlan) -> Diagnostic:
        most, least = max(data.balance), min(data.balance)
        usual, rare = data.balance.index(most), data.balance.index(least)
        message = f"always saying class {usual} is {100 * most:.3g} % accurate, and accuracy is all"
        span = data.spans.get("balance") or data.span("source")
        cause = Label(data.place.source, span, f"class {rare} is {100 * least:.3g} % of all")
        edit = set_line(plan.place.source, subject.section(plan), "metrics", "[accuracy, f1]")
        return self.at(
            Place(plan.place.source, plan.span("metrics")),
            f"{message} that is watched",
            related=(cause,),
            help="watch `f1` or `recall` as well; the loss `focal` weighs the rare class up",
            fix=Fix("watch the rare class too", (edit,), Safety.UNSAFE),
        )


def _accuracy_alone(plan: TrainPlan) -> bool:
    only = len(plan.metrics) == 1 and isinstance(plan.metrics[0], Accuracy)
    return only and not any(loss.word == "focal" for _, loss, _ in plan.losses)
