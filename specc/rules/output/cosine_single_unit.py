"""The rule `cosine-single-unit`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import clashing
from specc.prove.mend import set_loss
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class CosineSingleUnit(Rule):
    """The angle between two single numbers is 0 or 180 degrees.

    What it does:
        Finds outputs of one unit that `cosine_similarity` is the loss of.

    Why is this bad?
        The cosine of two numbers is 1 where their signs agree and -1 where they do not. It does not
        change while the output moves, so its gradient is 0 and nothing is learned; how large the
        number should be it never sees.

    Example:
        loss = cosine_similarity

    Use instead:
        loss = mse

    References:
        The formula, a dot product over the product of the lengths: Keras' documentation of
        `CosineSimilarity` (https://keras.io/api/losses/regression_losses/).
    """

    severity = Severity.ERROR
    needs = ("train", "cosine_similarity")
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
    loss = cosine_similarity
}
"""
    message = (
        "the cosine of the one unit of `change` with its target is 1 or -1: it has no gradient"
    )
    good = """\
data prices {
    source = csv("prices.csv", target=change)
    input  features: [8]
    target change: real[3] in -1..1
}

model Price {
    input features: [8]
    Dense(16, activation=tanh)
    output change = Dense(3)
}

train {
    loss = cosine_similarity
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
        """Outputs whose last axis, along which the angle is taken, has size 1."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        place = one.at(one.producer)
        loss = Label(one.plan.place.source, one.loss_span, "sees only the sign")
        message = (
            f"the cosine of the one unit of `{one.name}` with its target is 1 or -1: "
            "it has no gradient"
        )
        edit = set_loss(subject, one, "mse")
        fix = None if edit is None else Fix("compare the numbers", (edit,), Safety.UNSAFE)
        help = "`mse`, `mae` or `huber` compare numbers"
        return self.at(place, message, related=(loss,), help=help, fix=fix)
