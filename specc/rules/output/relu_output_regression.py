"""The rule `relu-output-regression`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.activation import Softplus
from specc.prove.clash import SOUND, clashing
from specc.prove.limits import Limits, limits
from specc.prove.mend import drop, swap
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class ReluOutputRegression(Rule):
    """A number is predicted behind a ReLU, which cuts off what is below zero.

    What it does:
        Finds outputs for numbers that end in `relu`. Where the target is known to have negative
        values it is an error. On a target of unknown range a single unit is a warning, and more
        units are a remark; so is a single unit for a target that is never negative.

    Why is this bad?
        Negative numbers cannot be predicted. And where the one unit is below 0 for every example,
        it gives 0 and has no gradient: the network is dead from there on, which a bad start or one
        large step is enough for. `softplus` is never negative either, and never flat.

    Example:
        output change = Dense(1, activation=relu)

    Use instead:
        output change = Dense(1)

    References:
        Lu, Shin, Su and Karniadakis 2019, "Dying ReLU and Initialization: Theory and Numerical
        Examples" (arXiv 1903.06733). Why an output for a target should not be a ReLU:
        https://ai.stackexchange.com/questions/20686.
    """

    severity = Severity.ERROR
    needs = ("train", "ReLU", ("real", "count"), ("mse", "mae", "huber", "cosine_similarity"))
    bad = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(1, activation=relu)
}

train {
    loss = mse
}
"""
    message = "`relu` keeps `change` from going below 0, and `change` goes from -1 to 1"
    good = """\
data prices {
    source = csv("prices.csv", target=price)
    input  features: [8]
    target price: real in 0..5
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output price = Dense(1, activation=softplus)
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
        """Outputs for numbers behind a ReLU."""
        for one in subject.once(clashing)[SOUND]:
            compared = one.loss is not None and one.loss.output in ("value", "direction")
            if compared and one.target_word in ("real", "count") and one.ends_in("ReLU"):
                yield from self._judge(subject, one, limits(one))

    def _judge(self, subject: Subject, one: Trained, known: Limits | None) -> Iterator[Diagnostic]:
        if known is not None and known.low < 0:
            message = f"`relu` keeps `{one.name}` from going below 0, and {known.text}"
            yield self._finding(subject, one, message, known)
        elif known is None:
            message = (
                f"`relu` keeps `{one.name}` from going below 0, and nothing says that its target "
                "does not"
            )
            severity = Severity.WARNING if one.value.type.size == 1 else Severity.INFO
            yield self._finding(subject, one, message, known, severity)
        elif one.value.type.size == 1:
            message = f"once the `relu` of `{one.name}` is 0 for all examples it has no gradient"
            yield self._finding(subject, one, message, known, Severity.INFO)

    def _finding(
        self, subject: Subject, one: Trained, message: str, known: Limits | None,
        severity: Severity | None = None,
    ) -> Diagnostic:  # fmt: skip
        labels = () if known is None else (Label(*known.label[:2], "the values of the target"),)
        positive = known is not None and known.low >= 0
        help = "`softplus` is never negative and never flat" if positive else _ANY
        fix = _fix(subject, one, positive)
        return self.at(
            one.at(one.producer), message, related=labels, help=help, fix=fix, severity=severity
        )


_ANY = "without the activation the output can be any number"


def _fix(subject: Subject, one: Trained, positive: bool) -> Fix | None:
    if one.ending is None:
        return None
    node = one.ending.node
    if positive:
        edit = swap(subject, node, Softplus)
        return None if edit is None else Fix("use a softplus", (edit,), Safety.SHOWN)
    edit = drop(subject, node)
    return None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE)
