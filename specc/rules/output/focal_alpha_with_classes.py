"""The rule `focal-alpha-with-classes`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.prove.mend import loss_use
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject


class FocalAlphaWithClasses(Rule):
    """A weight for the positives, where there are none.

    What it does:
        Finds `focal(alpha=...)` on an output with a unit for each class, read as one distribution.

    Why is this bad?
        `alpha` weighs yes against no. One class of several is neither, so the same `alpha` stands
        before the loss of every class: it balances nothing and only makes the loss, and with it the
        step, smaller by that factor.

    Example:
        loss = focal(gamma=2, alpha=0.25)

    Use instead:
        loss = focal(gamma=2)

    References:
        Lin, Goyal, Girshick, He and Dollár 2017, "Focal Loss for Dense Object Detection", section
        3.1 (arXiv 1708.02002): "a weighting factor α ∈ [0, 1] for class 1 and 1 − α for class −1".
    """

    severity = Severity.WARNING
    needs = ("train", "focal")
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss = focal(gamma=2, alpha=0.25)
}
"""
    message = "`alpha=0.25` weighs all 3 classes of `species` alike: it only scales the loss"
    good = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = focal(gamma=2, alpha=0.25)
}
"""
    fixed = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss = focal(gamma=2)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Focal losses over classes that have the weight."""
        for one in subject.once(trained):
            alpha = getattr(one.loss, "alpha", None)
            if alpha is not None and one.by_class and one.target is not None:
                yield self._finding(subject, one, alpha)

    def _finding(self, subject: Subject, one: Trained, alpha: float) -> Diagnostic:
        edit = _without(subject, one)
        return self.at(
            one.at(None),
            f"`alpha={alpha:g}` weighs all {one.units} classes of `{one.name}` alike: "
            "it only scales the loss",
            help="leave it out, or ask yes or no with one sigmoid for each class (`multilabel`)",
            fix=None if edit is None else Fix("leave `alpha` out", (edit,), Safety.UNSAFE),
        )


def _without(subject: Subject, one: Trained) -> Edit | None:
    use = loss_use(subject, one)
    return None if use is None else remove_setting(one.plan.place.source, use, "alpha")
