"""The rule `bounded-output-regression`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import SOUND, clashing
from specc.prove.image import Image, image
from specc.prove.limits import Limits, limits
from specc.prove.mend import drop
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class BoundedOutputRegression(Rule):
    """The output cannot become as large, or as small, as the numbers it is to predict.

    What it does:
        Finds outputs for numbers that stay within bounds whatever the weights are: behind a
        sigmoid, a tanh, a softmax and other activations, or straight out of an LSTM or a GRU. Where
        the range of the target is declared or known and goes beyond, it is an error. A softmax on
        numbers that are no distribution is a warning, other bounds on a target of unknown range a
        remark. Of `relu` speaks `relu-output-regression`.

    Why is this bad?
        No choice of weights makes the output reach such a target. The network pushes it to the
        bound, where the activation is flat and the gradient is 0.

    Example:
        output change = Dense(1, activation=sigmoid)

    Use instead:
        output change = Dense(1)

        Or scale the target into the bounds and say so: `target change: real in 0..1`.

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2.1: linear units for
        the mean of a Gaussian, which "do not saturate". What LSTM and GRU give is bounded by their
        tanh: Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; Cho et al. 2014 (arXiv
        1406.1078).
    """

    severity = Severity.ERROR
    needs = ("train", ("real", "count"), ("mse", "mae", "huber", "cosine_similarity"))
    bad = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1, activation=sigmoid)
}

train {
    loss = mse
}
"""
    message = "`sigmoid` keeps `change` in 0..1, and `change` goes from -1 to 1"
    good = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1, activation=tanh)
}

train {
    loss = mse
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
        """Outputs for numbers that have bounds."""
        for one in subject.once(clashing)[SOUND]:
            if one.loss is None or one.loss.output not in ("value", "direction"):
                continue
            if one.target_word not in ("real", "count"):
                continue
            bounds = image(one.facts, one.value.id)
            if bounds is not None and bounds.word not in ("relu", "ReLU", "step", "Step"):
                yield from self._judge(subject, one, bounds, limits(one))

    def _judge(
        self, subject: Subject, one: Trained, bounds: Image, known: Limits | None
    ) -> Iterator[Diagnostic]:
        direction = one.loss is not None and one.loss.output == "direction"
        if direction and not _wrong_signs(bounds, known):
            return  # the length of the output does not matter
        if known is not None and known.beyond(bounds):
            message = f"`{bounds.word}` keeps `{one.name}` {bounds.text}, and {known.text}"
            yield self._finding(subject, one, bounds, message, known)
        elif one.ends_in("Softmax") and one.units != 1:
            message = (
                f"a softmax makes the {one.units} numbers of `{one.name}` sum to 1, "
                f"and its target is {one.kind}"
            )
            yield self._finding(subject, one, bounds, message, known, Severity.WARNING)
        elif known is None and bounds.two_sided:
            message = (
                f"`{bounds.word}` keeps `{one.name}` {bounds.text}, and nothing says that its "
                "target stays there"
            )
            yield self._finding(subject, one, bounds, message, known, Severity.INFO)

    def _finding(
        self, subject: Subject, one: Trained, bounds: Image, message: str, known: Limits | None,
        severity: Severity | None = None,
    ) -> Diagnostic:  # fmt: skip
        edit = drop(subject, bounds.node)
        safety = Safety.UNSAFE if severity is None else Safety.SHOWN
        labels = [] if known is None else [Label(*known.label[:2], "the values of the target")]
        return self.at(
            one.at(bounds.node),
            message,
            related=tuple(labels),
            help=_help(one, bounds, severity),
            fix=None if edit is None else Fix("leave the activation out", (edit,), safety),
            severity=severity,
        )


def _wrong_signs(bounds: Image, known: Limits | None) -> bool:
    """True where some signs of the target cannot be had."""
    if known is None:
        return False
    return bounds.low >= 0 > known.low or bounds.high <= 0 < known.high


def _help(one: Trained, bounds: Image, severity: Severity | None) -> str:
    if one.ends_in("Softmax") and severity is Severity.WARNING:
        return f"numbers that sum to 1 are a `distribution({one.units})`, others want no softmax"
    if bounds.node.layer.family == "recurrent":
        return f"a `Dense({one.units})` behind it is not bounded"
    if severity is Severity.INFO:
        return f"say so, `real in {bounds.low:g}..{bounds.high:g}`, or leave the activation out"
    return "without the activation the output can be any number"
