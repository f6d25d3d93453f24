"""The rule `loss-task-mismatch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.clash import NUMBERS, clashing
from specc.prove.mend import set_loss
from specc.prove.trained import Trained
from specc.rule import Rule, Subject

WANTS = {
    "cross_entropy": "classes or a distribution", "kl_divergence": "a distribution",
    "focal": "classes", "hinge": "classes",
}  # fmt: skip


class LossTaskMismatch(Rule):
    """The loss is made for another kind of target.

    What it does:
        Finds losses over classes on targets that are numbers, and losses between numbers on a
        sequence of tokens, which is an error: no program can hold the two against each other. More
        particular faults have rules of their own, such as `softmax-for-multilabel`,
        `mse-for-classification` and `loss-target-range-mismatch`.

    Why is this bad?
        A loss over classes reads the target as probabilities, or as the number of a class. Numbers
        are neither, so what becomes small in training says nothing about how near they are.

    Example:
        loss = cross_entropy

    Use instead:
        loss = mse

    References:
        Which loss goes with which output and target: Goodfellow, Bengio and Courville 2016, "Deep
        Learning", section 6.2.2; as a table: "Cheat Sheet for different types of Deep Learning
        problems" (https://cs.wellesley.edu/~cs344/lectures/LossActivationFunctions.html).
    """

    severity = Severity.WARNING
    needs = (
        "train",
        (*NUMBERS, "distribution", "same", "sequence", "next_token", "reconstruct", "vae"),
    )
    bad = """\
data joints {
    source = csv("joints.csv", target=[x, y, z])
    input  angles: [6]
    target hand: real[3] in 0..1
}

model Arm {
    input angles: [6]
    Dense(16, activation=tanh)
    output hand = Dense(3)
}

train {
    loss = cross_entropy
}
"""
    message = (
        "`cross_entropy` wants classes or a distribution, and the target of `hand` is "
        "real[3] in 0..1"
    )
    good = """\
data joints {
    source = csv("joints.csv", target=[x, y, z])
    input  angles: [6]
    target hand: distribution(3)
}

model Arm {
    input angles: [6]
    Dense(16, activation=tanh)
    output hand = Dense(3)
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data joints {
    source = csv("joints.csv", target=[x, y, z])
    input  angles: [6]
    target hand: real[3] in 0..1
}

model Arm {
    input angles: [6]
    Dense(16, activation=tanh)
    output hand = Dense(3)
}

train {
    loss = mse
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs whose target is not one of the loss's."""
        for one in subject.once(clashing).get(self.name, ()):
            tokens = one.target_word == "sequence"
            yield self._tokens(subject, one) if tokens else self._unfit(subject, one)

    def _unfit(self, subject: Subject, one: Trained) -> Diagnostic:
        message = (
            f"`{one.word}` wants {WANTS[one.word]}, and the target of `{one.name}` is {one.kind}"
        )
        help = "`mse`, `mae` and `huber` are for numbers"
        if one.word in ("cross_entropy", "kl_divergence"):
            help += f"; numbers that sum to 1 are a `distribution({one.units})`"
        edit = set_loss(subject, one, "mse") if one.ending is None else None
        fix = None if edit is None else Fix("compare the numbers", (edit,), Safety.UNSAFE)
        return self.at(one.at(None), message, related=_target(one), help=help, fix=fix)

    def _tokens(self, subject: Subject, one: Trained) -> Diagnostic:
        message = (
            f"`{one.word}` compares numbers, and the target of `{one.name}` is a sequence of "
            f"{one.classes} different tokens"
        )
        edit = set_loss(subject, one, "cross_entropy")
        return self.at(
            one.at(None),
            message,
            related=_target(one),
            help="`cross_entropy` is for tokens",
            fix=None if edit is None else Fix("predict tokens", (edit,), Safety.UNSAFE),
            severity=Severity.ERROR,
        )


def _target(one: Trained) -> tuple[Label, ...]:
    target, data = one.target, one.plan.data
    if target is None or target.span is None or data is None:
        return ()
    return (Label(data.place.source, target.span, f"{target.kind}"),)
