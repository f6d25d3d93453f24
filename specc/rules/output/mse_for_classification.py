"""The rule `mse-for-classification`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.activation import Softmax
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import set_loss, swap
from specc.prove.trained import Trained
from specc.rule import Rule, Subject

DISTANCES = ("mse", "mae", "huber")
CLASSES = ("class", "one_hot", "binary", "multilabel", "mask")
SATURATING = ("Sigmoid", "Softmax", "Tanh", "HardSigmoid", "Softsign")


class MseForClassification(Rule):
    """Classes are trained by the distance between probability and label.

    What it does:
        Finds `mse`, `mae` and `huber` on targets that are classes. Behind a sigmoid, a softmax or a
        tanh it is a warning; behind a linear output, where it is least squares, only a remark. One
        unit for more than two classes is left to `output-units-vs-classes`, a distribution as the
        target (distillation) is left alone.

    Why is this bad?
        The gradient of a distance passes the slope of the sigmoid or softmax, which goes to 0 where
        the network is certain, also where it is certain and wrong. The logarithm in cross entropy
        cancels that slope: the more wrong, the larger the gradient.

    Example:
        loss = mse

    Use instead:
        loss = binary_cross_entropy

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2, on units that
        saturate and losses that undo it. Nielsen 2015, "Neural Networks and Deep Learning", chapter
        3. For linear outputs least squares does well: Hui and Belkin 2020 (arXiv 2006.07322).
    """

    severity = Severity.WARNING
    needs = ("train", DISTANCES, CLASSES)
    bad = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=tanh)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = mse
}
"""
    message = (
        "`mse` trains the classes of `benign` with a gradient that vanishes where `sigmoid` is sure"
    )
    good = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=tanh)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs with a unit for each class, or one for two classes."""
        for one in subject.once(clashing)[SOUND]:
            if one.word not in DISTANCES or one.target_word not in CLASSES:
                continue
            as_number = one.units == 1 and one.classes > 2
            if not as_number and not one.ends_in("Step"):
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        node, ending = one.producer, one.ending
        saturates = one.ends_in(*SATURATING)
        message = f"`{one.word}` trains `{one.name}`, whose target is {one.kind}, as a number"
        if saturates and ending is not None:
            flat = ending.activation.activation_words[0]
            message = (
                f"`{one.word}` trains the classes of `{one.name}` with a gradient that vanishes "
                f"where `{flat}` is sure"
            )
        return self.at(
            one.at(node),
            message,
            related=(Label(one.plan.place.source, one.loss_span, "a distance"),),
            help=f"`loss = {_better(one)}` is large where the output is sure and wrong",
            fix=_fix(subject, one),
            severity=None if saturates else Severity.INFO,
        )


def _better(one: Trained) -> str:
    single = one.units == 1 or one.target_word == "multilabel"
    return "binary_cross_entropy" if single else "cross_entropy"


def _fix(subject: Subject, one: Trained) -> Fix | None:
    """The other loss, where the output is a probability for it or can be made one."""
    better = _better(one)
    edits = [set_loss(subject, one, better)]
    if better == "cross_entropy" and one.ends_in("Sigmoid") and one.ending is not None:
        edits.append(swap(subject, one.ending.node, Softmax))
    elif one.ending is not None and not one.ends_in("Sigmoid", "Softmax"):
        return None
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) < len(edits):
        return None
    return Fix(f"use `{better}`", whole, Safety.UNSAFE)
