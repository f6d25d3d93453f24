"""The rule `sigmoid-bce-for-single-label`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.activation import Softmax
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import set_loss, swap
from specc.prove.trained import ONE_OF_MANY, Trained
from specc.rule import Rule, Subject


class SigmoidBceForSingleLabel(Rule):
    """Classes that exclude each other, asked for one by one.

    What it does:
        Finds `binary_cross_entropy` on two or more sigmoids, or on as many logits, where the target
        is one class of several.

    Why is this bad?
        It need not be: each class against the rest is a way to classify, and with mixed images it
        does well. But the probabilities do not sum to 1, nothing keeps two classes from being
        likely together, and of n questions n - 1 are answered no, so that the mean over them is
        small from the start. A softmax knows that one class is true.

    Example:
        output digit = Dense(10, activation=sigmoid)

    Use instead:
        output digit = Dense(10, activation=softmax)

    References:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2.3, on softmax units.
        Where it is on purpose: Wightman, Touvron and Jégou 2021, "ResNet strikes back" (arXiv
        2110.00476), trains on ImageNet with binary cross entropy, classes mixed by Mixup and
        CutMix.
    """

    severity = Severity.INFO
    needs = ("train", "binary_cross_entropy", ONE_OF_MANY)
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=tanh)
    output digit = Dense(10, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`binary_cross_entropy` asks 10 yes-no questions of `digit`, one class of 10"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=tanh)
    output digit = Dense(10, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs with a unit for each of the target's classes."""
        for one in subject.once(clashing)[SOUND]:
            separate = one.ending is None or one.ends_in("Sigmoid")
            single = one.target_word in ONE_OF_MANY and one.per_class
            if one.word == "binary_cross_entropy" and separate and single:
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        node = one.producer
        place = one.at(node)
        return self.at(
            place,
            f"`binary_cross_entropy` asks {one.units} yes-no questions of `{one.name}`, "
            f"one class of {one.classes}",
            related=(Label(one.plan.place.source, one.loss_span, "reads each unit by itself"),),
            help="a softmax with `cross_entropy` knows that one class is true",
            fix=_fix(subject, one),
        )


def _fix(subject: Subject, one: Trained) -> Fix | None:
    edits = [set_loss(subject, one, "cross_entropy")]
    if one.ending is not None:
        edits.append(swap(subject, one.ending.node, Softmax))
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) < len(edits):
        return None
    return Fix("use one softmax over the classes", whole, Safety.SHOWN)
