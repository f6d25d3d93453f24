"""The rule `learning-rate-range`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ir.graph import Graph, Place
from specc.prove.facts import Facts
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

TOY = 100
"""Parameters of a model that bears ten times the rate."""
USUAL_BATCH = 256
"""Examples in a step; a larger one bears a rate that grows with it."""


class LearningRateRange(Rule):
    """The learning rate is far outside what the optimizer works with.

    What it does:
        Compares `lr` with the range in which the optimizer is used: adam and its relatives up to
        1e-2, sgd up to 0.5, and so on. Ten times beyond it is an error, because training cannot be
        expected to work. A model of under 100 parameters bears ten times as much, and sgd with a
        batch of over 256 examples as much more as its batch is larger. Below the range it warns
        that hardly anything will change.

    Why is this bad?
        The learning rate decides more than any other number whether training works at all: with
        one that is too high the loss grows or jumps, with one that is too low nothing is learned in
        the time there is.

    Example:
        optimizer = adam(lr=0.5)

    Use instead:
        optimizer = adam(lr=0.001)

    References:
        Bengio 2012, "Practical recommendations for gradient-based training of deep architectures"
        (arXiv 1206.5533), section 3.1. The batch: Goyal et al. 2017, "Accurate, large minibatch
        SGD" (arXiv 1706.02677), section 2.1. Rates out of range as a frequent bug: Schoop, Huang
        and Hartmann 2021, "UMLAUT" (CHI 2021, doi 10.1145/3411764.3445538).
    """

    severity = Severity.WARNING
    needs = ("train",)
    bad = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=0.5)
}
"""
    message = "`adam` with `lr=0.5` cannot be expected to train: it works up to 0.01"
    good = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = sgd(lr=0.1, momentum=0.9)
}
"""
    fixed = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=0.001)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings with such a rate."""
        for plan in subject.sections.trains.values():
            low, usual, most = plan.optimizer.rates
            lr = plan.optimizer.lr
            if low <= lr <= usual:
                continue
            room = _room(plan, subject.models.get(plan.model))
            if lr < low:
                text = f"changes hardly anything: it works from {low:g}"
                yield self._finding(subject, plan, text, Severity.WARNING)
            elif lr >= most * room:
                text = f"cannot be expected to train: it works up to {usual * room:g}"
                yield self._finding(subject, plan, text, Severity.ERROR)
            elif lr > usual * room:
                text = f"is unusually high: it works up to {usual * room:g}"
                yield self._finding(subject, plan, text, Severity.WARNING)

    def _finding(
        self, subject: Subject, plan: TrainPlan, text: str, severity: Severity
    ) -> Diagnostic:
        source, word = plan.place.source, plan.optimizer.word
        span = plan.spans.get("optimizer.lr") or plan.span("optimizer")
        usual = type(plan.optimizer)(lr=1e-3 if plan.optimizer.adaptive else 1e-2).lr
        message = f"`{word}` with `lr={plan.optimizer.lr:g}` {text}"
        return self.at(
            Place(source, span),
            message,
            related=_why(plan, subject.graphs.get(plan.model)),
            help=f"`lr={usual:g}` is where to start",
            fix=_fix(subject, plan, usual),
            severity=severity,
        )


def _room(plan: TrainPlan, graph: Graph | None) -> float:
    """How many times the usual rate this training bears."""
    if graph is not None and graph.trainable < TOY:
        return 10.0
    batch = (plan.batch or USUAL_BATCH) * plan.accumulate
    return 1.0 if plan.optimizer.adaptive else max(1.0, batch / USUAL_BATCH)


def _why(plan: TrainPlan, facts: Facts | None) -> tuple[Label, ...]:
    span = plan.spans.get("batch")
    if plan.optimizer.adaptive or span is None or facts is None:
        return ()
    return (Label(plan.place.source, span, "a larger batch would bear a higher rate"),)


def _fix(subject: Subject, plan: TrainPlan, usual: float) -> Fix | None:
    word = plan.optimizer.word
    use = subject.written(Place(plan.place.source, plan.span("optimizer")), word)
    if use is None or "optimizer.lr" not in plan.spans:
        return None
    edit = set_setting(plan.place.source, use, "lr", f"{usual:g}")
    return Fix(f"start with `lr={usual:g}`", (edit,), Safety.UNSAFE)
