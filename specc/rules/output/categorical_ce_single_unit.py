"""The rule `categorical-ce-single-unit`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import clashing
from specc.prove.mend import set_loss
from specc.prove.trained import ONE_OF_MANY, Trained
from specc.rule import Rule, Subject


class CategoricalCeSingleUnit(Rule):
    """A distribution over one class is always the same, so its loss never changes.

    What it does:
        Finds outputs of one unit whose loss compares distributions over the last axis:
        `cross_entropy` and `kl_divergence`. A softmax over the one unit is the business of
        `softmax-single-unit`.

    Why is this bad?
        With one class there is nothing to choose: its probability is 1 whatever the unit says. The
        loss is a constant, its gradient is 0, and nothing is learned. One unit answers yes or no,
        which is what `binary_cross_entropy` is for.

    Example:
        loss = cross_entropy

    Use instead:
        loss = binary_cross_entropy

    References:
        Keras warns of it: "expected y_pred.shape to be (batch_size, num_classes) with num_classes >
        1", "Consider using 'binary_crossentropy' if you only have 2 classes"
        (`keras/src/losses/losses.py`).
    """

    severity = Severity.ERROR
    needs = ("train", ("cross_entropy", "kl_divergence"))
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
    loss = cross_entropy
}
"""
    message = "`cross_entropy` over the one unit of `benign` is 0 whatever it says"
    good = """\
data tumours {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Tumour {
    input cell: [30]
    Dense(16, activation=relu)
    output benign = Dense(2, activation=softmax)
}

train {
    loss = cross_entropy
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
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of one unit; a bare number counts as one."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._finding(subject, one)

    def _finding(self, subject: Subject, one: Trained) -> Diagnostic:
        node, plan = one.producer, one.plan
        known = one.word == "cross_entropy" or one.target_word in ONE_OF_MANY
        constant = "0" if known else "a constant"
        related = [] if node is None else [Label(*node.place, "one unit")]
        return self.at(
            one.at(None),
            f"`{one.word}` over the one unit of `{one.name}` is {constant} whatever it says",
            related=tuple(label for label in related if label.source is plan.place.source),
            help=_help(one),
            fix=_fix(subject, one),
        )


def _help(one: Trained) -> str:
    if one.target_word in ("real", "count"):
        return "a number is trained with `mse`, `mae` or `huber`"
    return "`binary_cross_entropy` for one unit that says yes or no, or one unit for each class"


def _fix(subject: Subject, one: Trained) -> Fix | None:
    """The loss for yes and no; where it is the only one, nothing was trained before."""
    if one.target_word not in ONE_OF_MANY:
        return None
    edit = set_loss(subject, one, "binary_cross_entropy")
    # Beside other losses the outputs in front are trained, and would be trained otherwise.
    safety = Safety.SAFE if len(one.plan.losses) == 1 else Safety.UNSAFE
    return None if edit is None else Fix("ask yes or no", (edit,), safety)
