"""The rule `relu-before-softmax`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.ending import Ending, activation
from specc.ir.graph import Node, Value
from specc.prove.clash import SOUND, clashing
from specc.prove.facts import Facts
from specc.prove.mend import drop
from specc.rule import Rule, Subject

FLAT = ("ReLU", "ReLU6")


class ReluBeforeSoftmax(Rule):
    """The logits of the classes are cut off at zero.

    What it does:
        Finds outputs whose softmax reads what a `relu` gives, and outputs that end in a `relu` and
        that the loss takes for logits. A pooling between the two, as in SqueezeNet, is left alone.

    Why is this bad?
        A class whose logit would be negative gets 0 and no gradient: it cannot be pushed further
        down, and while all are negative nothing is learned at all. The logits of a softmax may be
        any numbers, so there is nothing to cut off.

    Example:
        output digit = Dense(10, activation=relu) -> Softmax

    Use instead:
        output digit = Dense(10) -> Softmax

    References:
        https://ai.stackexchange.com/questions/8491: the network "has no ability to produce lower
        logit values for incorrect answers". Dead ReLUs: Lu et al. 2019 (arXiv 1903.06733).
    """

    severity = Severity.WARNING
    needs = (FLAT, ("Softmax", "LogSoftmax", "cross_entropy", "kl_divergence", "focal", "dice"))
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=tanh)
    output digit = Dense(10, activation=relu) -> Softmax
}

train {
    loss = cross_entropy
}
"""
    message = "`relu` keeps the logits of the 10 classes of `digit` at 0 or above"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=relu)
    output digit = Dense(10) -> Softmax
}

train {
    loss = cross_entropy
}
"""
    fixed = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(64, activation=tanh)
    output digit = Dense(10) -> Softmax
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Softmaxes at the end of a model, and outputs that are taken for logits."""
        for facts in subject.graphs.values():
            for name, value in facts.graph.outputs.items():
                ending = facts.ending(value.id)
                cut = None if ending is None else _cut(facts, ending)
                if cut is not None and ending is not None:
                    whole = facts.graph.values[ending.node.outputs[0]]
                    yield from self._finding(subject, cut, name, whole, ending.node)
        for one in subject.once(clashing)[SOUND]:
            taken = one.by_class and one.logits and one.units != 1 and one.ends_in(*FLAT)
            if taken and one.ending is not None:
                yield from self._finding(subject, one.ending.node, one.name, one.value)

    def _finding(
        self, subject: Subject, node: Node, name: str, value: Value, softmax: Node | None = None
    ) -> Iterator[Diagnostic]:
        bent, classes = activation(node), value.type.channels
        source = subject.scope.source
        if bent is None or classes == 1 or node.place.source is not source:
            return
        edit = drop(subject, node)
        related = () if softmax is None else (Label(*softmax.place, "the softmax"),)
        yield self.at(
            node.place,
            f"`{bent.activation_words[0]}` keeps the logits of the {classes} classes of `{name}` "
            "at 0 or above",
            related=tuple(label for label in related if label.source is source),
            help="leave it out: the logits of a softmax may be any numbers",
            fix=None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE),
        )


def _cut(facts: Facts, ending: Ending) -> Node | None:
    """The ReLU whose result the softmax at the end reads."""
    node = ending.node
    if (
        ending.activation.word not in ("Softmax", "LogSoftmax")
        or node.layer is not ending.activation
    ):
        return None
    before = facts.ending(node.inputs[0])
    return before.node if before is not None and before.activation.word in FLAT else None
