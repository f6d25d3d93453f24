"""The rule `loss-target-range-mismatch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import ON_SHARES, clashing
from specc.prove.limits import Limits, limits
from specc.prove.mend import rescale, set_loss
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class LossTargetRangeMismatch(Rule):
    """The target has values that the loss has no meaning for.

    What it does:
        Finds targets with values outside of 0..1 under a loss that reads them as probabilities, and
        outside of 0 and 1 under `hinge`, which reads 0 as no and 1 as yes by itself. The range is
        the one declared or known of the data; for a target that is the input itself it is that
        behind `scale`.

    Why is this bad?
        Cross entropy with a target above 1 or below 0 has no minimum: the loss falls without end
        while the logits grow. A hinge with a target of -1 reads it as -3.

    Example:
        target change: real in -1..1
        loss = binary_cross_entropy

    Use instead:
        loss = mse

    References:
        PyTorch's documentation of `BCEWithLogitsLoss`: "the targets `t[i]` should be numbers
        between 0 and 1"
        (https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html). Keras'
        documentation of `Hinge`, on labels of 0 and 1 that are turned into -1 and 1
        (https://keras.io/api/losses/hinge_losses/).
    """

    severity = Severity.ERROR
    needs = ("train", (*ON_SHARES, "hinge"), ("real", "count", "same", "reconstruct", "vae"))
    bad = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1)
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`binary_cross_entropy` wants targets from 0 to 1, and `change` goes from -1 to 1"
    good = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in 0..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1)
}

train {
    loss = binary_cross_entropy
}
"""
    fixed = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1)
}

train {
    loss = mse
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs whose targets are known to leave the range."""
        for one in subject.once(clashing).get(self.name, ()):
            known = limits(one)
            if known is not None:
                yield self._finding(subject, one, known)

    def _finding(self, subject: Subject, one: Trained, known: Limits) -> Diagnostic:
        wanted = "targets of 0 and 1" if one.word == "hinge" else "targets from 0 to 1"
        help = "`mse`, `mae` and `huber` take any number"
        if (known.low, known.high) == (-1, 1) and one.word == "hinge":
            help = "write no as 0 and yes as 1: the loss turns them into -1 and 1"
        if one.target_word == "same":
            help = "`scale = minmax` or `divide(...)` brings the input into 0..1, `mse` takes any"
        return self.at(
            one.at(None),
            f"`{one.word}` wants {wanted}, and {known.text}",
            related=(Label(*known.label[:2], "the values of the target"),),
            help=help,
            fix=_fix(subject, one, known),
        )


def _fix(subject: Subject, one: Trained, known: Limits) -> Fix | None:
    if one.target_word == "same" and one.plan.data is not None:
        scaled = rescale(subject, one.plan.data, known)
        return Fix("scale the input to 0..1", (scaled,), Safety.UNSAFE)
    plain = one.ending is None and one.word != "hinge"
    edit = set_loss(subject, one, "mse") if plain else None
    return None if edit is None else Fix("compare the numbers", (edit,), Safety.UNSAFE)
