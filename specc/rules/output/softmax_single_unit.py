"""The rule `softmax-single-unit`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import swap_activation
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.activation import LogSoftmax, Sigmoid, Softmax
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject


class SoftmaxSingleUnit(Rule):
    """A softmax over one number is 1, whatever the number is.

    What it does:
        Finds softmaxes over an axis of size 1. Where a layer's only unit goes into the softmax it
        is an error; elsewhere, as in attention over a single position, a warning.

    Why is this bad?
        Softmax divides the exponential of each number by the sum of them all: with one number the
        result is always 1. The output is a constant, its gradient is zero, and nothing in front of
        it learns.

    Example:
        Dense(1, activation=softmax)

    Use instead:
        Dense(1, activation=sigmoid)

    References:
        Keras warns of it when the model runs: "The softmax operation will always return the value
        1, which is likely not what you intended. Did you mean to use a sigmoid instead?"
        (`keras/src/ops/nn.py`; https://github.com/keras-team/keras/issues/18909).
    """

    severity = Severity.ERROR
    needs = (("Softmax", "LogSoftmax"),)
    bad = """\
model Spam {
    input words: [300]
    Dense(64, activation=relu)
    output spam = Dense(1, activation=softmax)
}
"""
    message = "a softmax over axis 0 of [1] is 1 for every input"
    good = """\
model Spam {
    input words: [300]
    Dense(64, activation=relu)
    output spam = Dense(2, activation=softmax)
}
"""
    fixed = """\
model Spam {
    input words: [300]
    Dense(64, activation=relu)
    output spam = Dense(1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where a use has such an axis; a fix only where all have."""
        for uses in subject.places(Weighted, Softmax, LogSoftmax):
            constant = [use for use in uses if _axis(use) is not None]
            if constant:
                yield self._finding(subject, constant[0], everywhere=len(constant) == len(uses))

    def _finding(self, subject: Subject, use: Application, *, everywhere: bool) -> Diagnostic:
        facts, node = use
        kind = facts.graph.values[node.outputs[0]].type
        bent = activation(node)
        always, word = (0, "log softmax") if isinstance(bent, LogSoftmax) else (1, "softmax")
        message = f"a {word} over axis {_axis(use)} of {kind} is {always} for every input"
        if not _from_unit(facts, node):
            return self.at(node.place, message, severity=Severity.WARNING)
        help = "`sigmoid` gives a probability of yes; to predict a number, leave the activation out"
        fix = _to_sigmoid(subject, node) if everywhere and always == 1 else None
        return self.at(node.place, message, help=help, fix=fix)


def _axis(use: Application) -> int | None:
    """The axis of size 1 that a softmax runs over, from 0; None where there is no such axis."""
    bent = activation(use.node)
    if not isinstance(bent, (Softmax, LogSoftmax)):
        return None
    sizes = use.facts.graph.values[use.node.outputs[0]].type.sizes
    axis = bent.axis % len(sizes)
    return axis if sizes[axis] == 1 else None


def _from_unit(facts: Facts, node: Node) -> bool:
    """True where the one number is a layer's only unit, and not a sequence's only position."""
    if isinstance(node.layer, Weighted):
        return True
    before = facts.graph.producer(node.inputs[0])
    last = facts.graph.values[node.outputs[0]].type.rank - 1
    axis = _axis(Application(facts, node))
    return before is not None and isinstance(before.layer, Weighted) and axis == last


def _to_sigmoid(subject: Subject, node: Node) -> Fix | None:
    use = subject.written(node.place, node.layer.word)
    edit = swap_activation(node.place.source, use, Softmax, Sigmoid) if use is not None else None
    return None if edit is None else Fix("use a sigmoid", (edit,), Safety.UNSAFE)
