"""The rule `regulariser-overwhelms`."""

from collections.abc import Iterator
from math import log

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import argument
from specc.prove.penalty import Penalty, penalties
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

SMALL = "1e-4"
FAR = 3


class RegulariserOverwhelms(Rule):
    """The penalty on the weights is larger than the loss that it is added to.

    What it does:
        Works out from sizes and initialisers what `l1` and `l2` add to the loss at the start, and
        holds it against the cross entropy of guessing: log(n) for n classes, log(2) for yes and
        no. Three times as much and more is a warning, else an info. Layers in front of a
        normalisation do not count, for it takes the scale of weights out again.

    Why is this bad?
        Training first makes small what is large: the weights go towards zero before they have
        learned anything, and where they would be of use they cost more than they gain.

    Example:
        Dense(512, activation=relu, l2=0.01)

    Use instead:
        Dense(512, activation=relu, l2=1e-4)

    References:
        Ben Braiek and Khomh 2022, "Testing feedforward neural networks training programs" (arXiv
        2204.00694), whose checker compares the two while training runs. Weight decay of 5e-4:
        Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional
        neural networks". Normalisation and L2: van Laarhoven 2017 (arXiv 1706.05350).
    """

    severity = Severity.WARNING
    needs = ("train", ("l1", "l2"), ("binary_cross_entropy", "cross_entropy"))
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(512, activation=relu, l2=0.01)
    Dense(10)
}

train {
    loss   = cross_entropy
    epochs = 20
}
"""
    message = "`l2` of 1 layer adds about 10 to the loss at the start, guessing 1 of 10 costs 2.3"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(512, activation=relu, l2=0.001)
    Dense(10)
}

train {
    loss   = cross_entropy
    epochs = 20
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = standard
}

model Net {
    input image: [8, 8, 1]
    Flatten
    Dense(512, activation=relu, l2=1e-4)
    Dense(10)
}

train {
    loss   = cross_entropy
    epochs = 20
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings of one output with a cross entropy."""
        outputs = subject.once(trained)
        for one in outputs:
            if one.loss is None or sum(other.plan is one.plan for other in outputs) > 1:
                continue
            guessing = _guessing(one)
            found = penalties(one.facts) if guessing else []
            if guessing and sum(penalty.amount for penalty in found) > guessing:
                yield self._finding(subject, one, found, guessing)

    def _finding(
        self, subject: Subject, one: Trained, found: list[Penalty], guessing: float
    ) -> Diagnostic:
        amount = sum(penalty.amount for penalty in found)
        which = {name for p in found for name in ("l1", "l2") if getattr(p.node.layer, name)}
        what = " and ".join(f"`{name}`" for name in sorted(which))
        verb = "add" if len(which) > 1 else "adds"
        count = f"{len(found)} layer{'s' * (len(found) > 1)}"
        units = one.units if one.loss is not None and one.loss.word == "cross_entropy" else 2
        message = (
            f"{what} of {count} {verb} about {amount:.2g} to the loss at the start, "
            f"guessing 1 of {units} costs {guessing:.2g}"
        )
        largest = max(found, key=lambda penalty: penalty.amount).node.place
        loss = Label(one.plan.place.source, one.plan.span("loss"), "added to this")
        return self.at(
            largest,
            message,
            related=(loss,),
            help="1e-4 is a usual factor",
            fix=_smaller(subject, found),
            severity=Severity.WARNING if amount > FAR * guessing else Severity.INFO,
        )


def _guessing(one: Trained) -> float:
    """The cross entropy of an answer that favours nothing; 0 where it is not known."""
    if one.loss is None or one.units is None or one.plan.objective.word == "vae":
        return 0
    if one.loss.word == "cross_entropy":
        return log(one.units)
    return log(2) if one.loss.word == "binary_cross_entropy" else 0


def _smaller(subject: Subject, found: list[Penalty]) -> Fix | None:
    edits: list[Edit] = []
    for node in {penalty.node.place: penalty.node for penalty in found}.values():
        use = subject.written(node.place, node.layer.word)
        given = [argument(use, name) for name in ("l1", "l2")] if use is not None else []
        edits += [Edit(node.place.source, a.value.span, SMALL) for a in given if a is not None]
    return Fix(f"make the factors {SMALL}", tuple(edits), Safety.UNSAFE) if edits else None
