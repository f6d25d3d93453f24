"""The rule `hinge-on-probabilities`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import SOUND, clashing
from specc.prove.mend import drop
from specc.prove.trained import Trained
from specc.rule import Rule, Subject


class HingeOnProbabilities(Rule):
    """A hinge loss wants scores on both sides of zero, and the output is a probability.

    What it does:
        Finds outputs that end in a sigmoid or a softmax and that `hinge` is the loss of. One
        sigmoid for no and yes is an error; several classes are a warning.

    Why is this bad?
        The hinge is 0 once the score is past 1 for yes and past -1 for no. A sigmoid is never below
        0, so a no costs at least 1 whatever is learned, and the margin that the loss is about is
        never kept. Over classes it is kept only in the limit of a saturated softmax.

    Example:
        output benign = Dense(1, activation=sigmoid)

    Use instead:
        output benign = Dense(1)

    References:
        Tang 2013, "Deep Learning using Linear Support Vector Machines" (arXiv 1306.0239) puts a
        linear output in the place of the softmax. Keras' documentation of `Hinge`: targets "are
        expected to be -1 or 1" (https://keras.io/api/losses/hinge_losses/).
    """

    severity = Severity.ERROR
    needs = ("train", "hinge", ("Sigmoid", "Softmax", "LogSoftmax"))
    bad = """\
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
    loss = hinge
}
"""
    message = "`benign` is never below 0, and `hinge` wants the score of a no below -1"
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
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(1)
}

train {
    loss = hinge
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs with a probability where a score belongs."""
        for one in subject.once(clashing)[SOUND]:
            if one.word == "hinge" and one.ends_in("Sigmoid", "Softmax", "LogSoftmax"):
                yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        message = f"`{one.name}` is never below 0, and `hinge` wants the score of a no below -1"
        if one.by_class:
            message = (
                f"`{one.name}` is {one.units} probabilities, and `hinge` wants the right score 1 "
                "above the others"
            )
        node = one.producer
        edit = None if node is None else drop(subject, node)
        return self.at(
            one.at(node),
            message,
            related=(Label(one.plan.place.source, one.loss_span, "reads scores"),),
            help="leave the activation out; `binary_cross_entropy` and `cross_entropy` are for "
            "probabilities",
            fix=None if edit is None else Fix("give the score", (edit,), Safety.UNSAFE),
            severity=Severity.WARNING if one.by_class else None,
        )
