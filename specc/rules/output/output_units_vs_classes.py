"""The rule `output-units-vs-classes`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.prove.clash import clashing
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class OutputUnitsVsClasses(Rule):
    """The number of a class is predicted as if it were an amount.

    What it does:
        Finds outputs of one unit that `mse`, `mae` or `huber` holds against a target of three or
        more classes. Any other clash of units and classes is an `output-target-mismatch`.

    Why is this bad?
        The loss takes class 2 to lie between 1 and 3, and 9 to be worse than 2 where 1 is right.
        Class numbers are names: unless they have an order, nothing in the data says so. One unit
        for each class makes no such claim.

    Example:
        output species = Dense(1)
        loss = mse

    Use instead:
        output species = Dense(3, activation=softmax)
        loss = cross_entropy

        Where the order means something (ratings, grades), say that the target is a number:
        `target species: real in 0..2`.

    References:
        scikit-learn's user guide on integers for categories: estimators "would interpret the
        categories as being ordered, which is often not desired"
        (https://scikit-learn.org/stable/modules/preprocessing.html#encoding-categorical-features).
    """

    severity = Severity.WARNING
    needs = ("train", ("mse", "mae", "huber"), ("class", "mask", "one_hot"))
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=tanh)
    output species = Dense(1)
}

train {
    loss = mse
}
"""
    message = "`mse` takes the 3 classes of `species` for amounts: 2 as twice 1, and 0 next to 1"
    good = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=tanh)
    output species = Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of one unit for several classes."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._finding(one)

    def _finding(self, one: Trained) -> Diagnostic:
        target, data = one.target, one.plan.data
        related = [Label(one.plan.place.source, one.loss_span, "a distance between numbers")]
        if target is not None and target.span is not None and data is not None:
            related.append(Label(data.place.source, target.span, f"{one.classes} classes"))
        return self.at(
            one.at(one.producer),
            f"`{one.word}` takes the {one.classes} classes of `{one.name}` for amounts: "
            "2 as twice 1, and 0 next to 1",
            related=tuple(related),
            help=f"one unit for each class, `Dense({one.classes}, activation=softmax)` with "
            f"`cross_entropy`; a target with an order is `real in 0..{one.classes - 1}`",
        )
