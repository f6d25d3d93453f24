"""The rule `learning-rate-range`."""

from collections.abc import Iterator
from math import inf

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ending import activation
from specc.ir.graph import Place
from specc.layer import Weighted
from specc.layers.normalisation import Normalisation
from specc.prove.facts import Facts
from specc.prove.game import players
from specc.prove.image import BOUNDS
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

TOY = 100
"""Parameters of a model that bears ten times the rate."""
USUAL_BATCH = 256
"""Examples in a step; a larger one bears a rate that grows with it."""
ENDLESS = (-inf, inf)
DEEP = 3
"""Layers with weights from which on a rate far too high was seen to end training for good."""


class LearningRateRange(Rule):
    """The learning rate is far outside what the optimizer works with.

    What it does:
        Compares `lr` with the range in which the optimizer is mostly used: adam and its relatives
        up to 1e-2, sgd up to 0.5, and so on. Ten times beyond it (for sgd twice) it is an error in
        networks of three layers with weights and more that have activations without an upper bound
        and no normalisation. A model of under 100 parameters bears ten times as much, sgd with a
        normalisation or without such activations twice as much, and with a batch of over 256
        examples as much more as its batch is larger; sgd whose gradients are clipped may have any
        rate. Below the range it warns that hardly anything will change.

    Why is this bad?
        The learning rate decides more than any other number whether training works at all: with
        one that is too high the loss grows or jumps, with one that is too low nothing is learned in
        the time there is. Measured on scikit-learn's digits with PyTorch: from a rate of 0.1 on a
        network with two hidden layers of ReLUs ends at 10 % accuracy under adam, that of chance,
        one with a single hidden layer still at 95 %.

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
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(128, activation=relu)
    Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=0.5)
}
"""
    message = "`adam` with `lr=0.5` cannot be expected to train: it is used up to 0.01"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(128, activation=relu)
    Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = sgd(lr=0.1, momentum=0.9)
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(128, activation=relu)
    Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss      = cross_entropy
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
            if lr < low:
                text = f"changes hardly anything: it is used from {low:g}"
                yield self._finding(subject, plan, text, Severity.WARNING)
                continue
            models = players(subject, plan)
            room = _room(plan, models)
            if lr >= most * room and any(map(_breaks, models)):
                text = f"cannot be expected to train: it is used up to {usual * room:g}"
                yield self._finding(subject, plan, text, Severity.ERROR)
            elif lr > usual * room:
                text = f"is unusually high: it is used up to {usual * room:g}"
                yield self._finding(subject, plan, text, Severity.WARNING)

    def _finding(
        self, subject: Subject, plan: TrainPlan, text: str, severity: Severity
    ) -> Diagnostic:
        source, word = plan.place.source, plan.optimizer.word
        span = plan.span("optimizer.lr")
        usual = _start(plan)
        message = f"`{word}` with `lr={plan.optimizer.lr:g}` {text}"
        return self.at(
            Place(source, span),
            message,
            related=_why(plan, subject.graphs.get(plan.model)),
            help=f"`lr={usual:g}` is where to start",
            fix=_fix(subject, plan, usual),
            severity=severity,
        )


def _start(plan: TrainPlan) -> float:
    """The optimizer's own default, 0.01 where it has none."""
    default = type(plan.optimizer).settings["lr"].default
    return default if isinstance(default, float) else 1e-2


def _room(plan: TrainPlan, models: list[Facts]) -> float:
    """How many times the usual rate this training bears; a broken model may be a small one."""
    if all(facts.graph.trainable < TOY for facts in models):
        return 10.0
    if plan.optimizer.adaptive:
        return 1.0
    if plan.clip_norm is not None or plan.clip_value is not None:
        return inf  # a step is no longer than the rate times the limit
    batch = (plan.batch or USUAL_BATCH) * plan.accumulate
    return max(1.0, batch / USUAL_BATCH) * (1.0 if any(map(_grows, models)) else 2.0)


def _breaks(facts: Facts) -> bool:
    """True for a deep network whose values nothing keeps in bounds."""
    return len(facts.uses(Weighted)) >= DEEP and _grows(facts)


def _grows(facts: Facts) -> bool:
    """True where values pass activations without an upper bound, and no normalisation."""
    if facts.uses(Normalisation):
        return False
    bents = (activation(node) for node in facts.graph.nodes)
    return any(bent is not None and BOUNDS.get(bent.word, ENDLESS)[1] == inf for bent in bents)


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
