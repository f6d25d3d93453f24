"""The rule `label-smoothing-of-values`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import remove_setting
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import loss_use
from specc.prove.trained import Trained
from specc.rule import Rule, Subject

NAME = "label_smoothing"


class LabelSmoothingOfValues(Rule):
    """Targets that are measured are moved as if they were labels.

    What it does:
        Finds `label_smoothing` of a loss whose target is a number or the input itself.

    Why is this bad?
        Smoothing keeps a classifier from being too sure of labels that are 0 or 1. A value between
        them is not too sure of anything: moved towards 1/2 it is simply wrong, and the best output
        is no longer the target. With smoothing 0.1 a pixel that is 1 is trained to be 0.95.

    Example:
        loss = binary_cross_entropy(label_smoothing=0.1)

    Use instead:
        loss = binary_cross_entropy

    References:
        Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, "Rethinking the Inception Architecture for
        Computer Vision", section 7 (arXiv 1512.00567): a distribution over labels is mixed with the
        uniform one. Keras' documentation of `BinaryCrossentropy`: "the smoothing squeezes the
        labels towards 0.5" (https://keras.io/api/losses/probabilistic_losses/).
    """

    severity = Severity.WARNING
    needs = (
        "train",
        ("binary_cross_entropy", "cross_entropy"),
        ("real", "count", "same", "reconstruct", "vae"),
    )
    bad = """\
data wear {
    source = csv("engines.csv", target=worn)
    input  sensors: [8]
    target worn: real in 0..1
}

model Wear {
    input sensors: [8]
    Dense(16, activation=tanh)
    output worn = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy(label_smoothing=0.1)
}
"""
    message = "`label_smoothing` moves the target of `worn`, real in 0..1, towards 1/2"
    good = """\
data wear {
    source = csv("engines.csv", target=worn)
    input  sensors: [8]
    target worn: binary
}

model Wear {
    input sensors: [8]
    Dense(16, activation=tanh)
    output worn = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy(label_smoothing=0.1)
}
"""
    fixed = """\
data wear {
    source = csv("engines.csv", target=worn)
    input  sensors: [8]
    target worn: real in 0..1
}

model Wear {
    input sensors: [8]
    Dense(16, activation=tanh)
    output worn = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs whose targets are values."""
        for one in subject.once(clashing)[SOUND]:
            smoothed = getattr(one.loss, NAME, 0) > 0
            if smoothed and one.target_word in ("real", "count", "same"):
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        middle = "1/2" if one.word == "binary_cross_entropy" else "an even share"
        what = "the input itself" if one.target_word == "same" else f"{one.kind}"
        edit = _without(subject, one)
        node = one.producer
        source = one.plan.place.source
        labels = () if node is None else (Label(*node.place, "is to be the target"),)
        return self.at(
            one.at(None),
            f"`{NAME}` moves the target of `{one.name}`, {what}, towards {middle}",
            related=tuple(label for label in labels if label.source is source),
            help="it is for labels of 0 and 1",
            fix=None if edit is None else Fix("leave it out", (edit,), Safety.UNSAFE),
        )


def _without(subject: Subject, one: Trained) -> Edit | None:
    use = loss_use(subject, one)
    return None if use is None else remove_setting(one.plan.place.source, use, NAME)
