"""The rule `sigmoid-with-categorical-ce`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.layers.activation import Softmax
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import set_loss, swap
from specc.prove.trained import ONE_OF_MANY, Trained
from specc.rule import Rule, Subject

LOSSES = ("cross_entropy", "kl_divergence", "focal")


class SigmoidWithCategoricalCe(Rule):
    """Several sigmoids, trained as if they were one distribution over classes.

    What it does:
        Finds outputs of two or more sigmoids that `cross_entropy` or `kl_divergence` is the loss
        of, or `focal` where the target is one class of as many.

    Why is this bad?
        These losses compare distributions, and sigmoids do not know of each other: they sum to
        anything. By the formula only the one of the true class counts, so that answering 1 to
        everything costs nothing. A program that divides by the sum first, as Keras' and specc's own
        do, trains shares that the model does not give: 0.9 for every class and 0.1 for every class
        are the same to the loss.

    Example:
        Dense(3, activation=sigmoid)

    Use instead:
        Dense(3, activation=softmax)

        Where several labels may be true at once, keep the sigmoids and take
        `loss = binary_cross_entropy`.

    References:
        The formula, and why negatives count for nothing without a softmax:
        https://stats.stackexchange.com/questions/272862. One case of many:
        https://datascience.stackexchange.com/questions/91069. The division by the sum:
        `categorical_crossentropy` in `keras/src/backend/torch/nn.py`.
    """

    severity = Severity.ERROR
    needs = ("train", LOSSES, "Sigmoid")
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=sigmoid)
}

train {
    loss = cross_entropy
}
"""
    message = "`cross_entropy` wants one distribution over 3 classes, and `species` is 3 sigmoids"
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
    loss = binary_cross_entropy
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
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of several sigmoids under a loss over classes."""
        for one in subject.once(clashing)[SOUND]:
            known = one.target_word in (*ONE_OF_MANY, "sequence")
            of_classes = one.word in LOSSES and (one.word != "focal" or (one.by_class and known))
            if of_classes and one.ends_in("Sigmoid") and one.units != 1:
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        count = one.value.type.channels
        return self.at(
            one.at(one.producer),
            f"`{one.word}` wants one distribution over {count} classes, "
            f"and `{one.name}` is {count} sigmoids",
            related=(Label(one.plan.place.source, one.loss_span, "reads one distribution"),),
            help="`softmax` where one class is true, `loss = binary_cross_entropy` where several "
            "may be",
            fix=_fix(subject, one),
        )


def _fix(subject: Subject, one: Trained) -> Fix | None:
    edit: Edit | None = None
    if one.target_word == "multilabel":
        edit = set_loss(subject, one, "binary_cross_entropy")
        return None if edit is None else Fix("train each label by itself", (edit,), Safety.UNSAFE)
    if one.ending is not None:
        edit = swap(subject, one.ending.node, Softmax)
    safety = Safety.SHOWN if one.target is None else Safety.UNSAFE
    return None if edit is None else Fix("use one softmax over the classes", (edit,), safety)
