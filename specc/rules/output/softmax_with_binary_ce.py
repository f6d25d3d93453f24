"""The rule `softmax-with-binary-ce`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import name_of
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import loss_use
from specc.prove.trained import ONE_OF_MANY, Trained
from specc.rule import Rule, Subject
from specc.syntax import ast


class SoftmaxWithBinaryCe(Rule):
    """One softmax over several classes, trained as if each class were a question by itself.

    What it does:
        Finds softmaxes over three or more classes that `binary_cross_entropy` is the loss of. Over
        two classes both losses are the same number, so nothing is said there; of labels that may be
        true together `softmax-for-multilabel` speaks.

    Why is this bad?
        Binary cross entropy asks each element by itself whether it is 1. The elements of a softmax
        hang together: they sum to 1. The loss counts a wrong class twice, once where the
        probability is missing and once where it went, and its mean over n elements makes the
        gradient of the one true class n times smaller.

    Example:
        loss = binary_cross_entropy

    Use instead:
        loss = cross_entropy

    References:
        Keras' documentation of `BinaryCrossentropy`: "Use this cross-entropy loss for binary (0 or
        1) classification applications" (https://keras.io/api/losses/probabilistic_losses/). That a
        softmax belongs to classes that exclude each other: Goodfellow, Bengio and Courville 2016,
        "Deep Learning", section 6.2.2.3.
    """

    severity = Severity.WARNING
    needs = ("train", "binary_cross_entropy", ("Softmax", "LogSoftmax"))
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=tanh)
    output species = Dense(3, activation=softmax)
}

train {
    loss = binary_cross_entropy
}
"""
    message = "`species` is one softmax over 3 classes, and its loss asks 3 yes-no questions"
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
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of three units or more with the one class of several as their target."""
        for one in subject.once(clashing)[SOUND]:
            wide = one.units is not None and one.units > 2
            if not (
                wide and one.word == "binary_cross_entropy" and one.ends_in("Softmax", "LogSoftmax")
            ):
                continue
            if one.target is None or one.target_word in ONE_OF_MANY:
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        place, source = one.at(one.producer), one.plan.place.source
        return self.at(
            place,
            f"`{one.name}` is one softmax over {one.units} classes, "
            f"and its loss asks {one.units} yes-no questions",
            related=(Label(source, one.loss_span, "reads each element by itself"),),
            help="`loss = cross_entropy` for one class of several; `sigmoid` for labels that may "
            "be true together",
            fix=_fix(subject, one),
        )


def _fix(subject: Subject, one: Trained) -> Fix | None:
    """The other loss, whose settings are the same."""
    use = loss_use(subject, one)
    if use is None:
        return None
    span = use.name.span if isinstance(use, ast.Call) else use.span
    edit = Edit(one.plan.place.source, span, name_of(use).removeprefix("binary_"))
    safety = Safety.SHOWN if one.target is None else Safety.UNSAFE
    return Fix("compare the whole distribution", (edit,), safety)
