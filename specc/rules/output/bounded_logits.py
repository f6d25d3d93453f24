"""The rule `bounded-logits`."""

from collections.abc import Iterator
from math import exp, log

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.activation import Sigmoid, Softmax
from specc.prove.clash import SOUND, clashing
from specc.prove.image import Image, image
from specc.prove.mend import swap
from specc.prove.trained import Trained
from specc.rule import Rule, Subject

SURE = 0.95
"""A probability that a classifier should be able to reach."""
SKIPPED = ("ReLU", "ReLU6", "Step")
"""Of these other rules speak."""


class BoundedLogits(Rule):
    """Logits that stay in narrow bounds, so that no class can become likely.

    What it does:
        Finds outputs that a loss takes for logits and that cannot leave narrow bounds, whatever the
        weights are: behind a tanh or a softsign, straight out of an LSTM or a GRU, or averages of
        probabilities. It says how likely a class can become at best, where that is below 0.95.

    Why is this bad?
        A softmax turns the distances between logits into ratios: with a distance of 2 at most, the
        likeliest of 10 classes gets 0.45 and cross entropy stays above 0.79. The network spends its
        training pushing the logits to their bounds, where a tanh has no gradient.

    Example:
        output digit = Dense(10, activation=tanh)

    Use instead:
        output digit = Dense(10, activation=softmax)

    References:
        NeuraLint (Nikanjam et al. 2021, arXiv 2105.08095) has a rule for a last layer whose
        activation does not go with the loss. The softmax of n logits: Goodfellow, Bengio and
        Courville 2016, "Deep Learning", section 6.2.2.3. What LSTM and GRU give is bounded:
        Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; Cho et al. 2014 (arXiv
        1406.1078).
    """

    severity = Severity.WARNING
    needs = (
        "train",
        ("cross_entropy", "kl_divergence", "focal", "binary_cross_entropy", "dice"),
        ("Tanh", "Softsign", "HardSigmoid", "recurrent", "Mean", "Take", "GlobalAvgPool"),
    )
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=tanh)
}

train {
    loss = cross_entropy
}
"""
    message = (
        "`tanh` keeps the logits of `digit` in -1..1: no class of 10 gets beyond probability 0.45"
    )
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=tanh)
    output digit = Dense(10)
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that are taken for logits and have bounds on both sides."""
        for one in subject.once(clashing)[SOUND]:
            if not one.logits or one.ends_in(*SKIPPED):
                continue
            bounds = image(one.facts, one.value.id)
            if bounds is None or not bounds.two_sided or bounds.at_every_step:
                continue
            best = _best(one, bounds)
            if best is not None and best < SURE:
                yield self._finding(subject, one, bounds, best)

    def _finding(self, subject: Subject, one: Trained, bounds: Image, best: float) -> Diagnostic:
        what = f"no class of {one.units} gets" if one.by_class else "no answer gets"
        floor = f"`{one.word}` stays above {-log(best):.2g}"
        # The focus of `focal` and the entropy of a distribution lower the other losses further.
        exact = one.word in ("cross_entropy", "binary_cross_entropy")
        label = floor if exact else "reads logits"
        recurrent = bounds.node.layer.family == "recurrent"
        new = Softmax if one.by_class else Sigmoid
        last = one.ending is not None and one.ending.node is bounds.node
        edit = swap(subject, bounds.node, new) if last and not recurrent else None
        title = f"end in `{new.activation_words[0]}`"
        help = f"no activation, or {new.activation_words[0]} as the last step, leaves them free"
        if recurrent:
            help = f"a `Dense({one.units})` behind it has no bounds"
        return self.at(
            one.at(bounds.node),
            f"`{bounds.word}` keeps the logits of `{one.name}` {bounds.text}: "
            f"{what} beyond probability {best:.2g}",
            related=(Label(one.plan.place.source, one.loss_span, label),),
            help=help,
            fix=None if edit is None else Fix(title, (edit,), Safety.UNSAFE),
        )


def _best(one: Trained, bounds: Image) -> float | None:
    """The largest probability of one class, or of the less likely of yes and no."""
    if one.by_class:
        if one.units is None or one.units < 2:
            return None
        return 1 / (1 + (one.units - 1) * exp(bounds.low - bounds.high))
    if bounds.low >= 0 or bounds.high <= 0:
        return None  # one-sided: a rule of its own
    return 1 / (1 + exp(-min(bounds.high, -bounds.low)))
