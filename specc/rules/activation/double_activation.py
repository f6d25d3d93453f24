"""The rule `double-activation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import remove
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Activation
from specc.prove.chain import ahead, behind, ends, view
from specc.rule import Application, Rule, Subject

NONNEGATIVE = {"HardSigmoid", "ReLU", "ReLU6", "Sigmoid", "Softmax", "Softplus", "Step"}
UP_TO_ONE = {"HardSigmoid", "Sigmoid", "Softmax", "Step"}
STRAIGHT = {"ELU", "LeakyReLU", "ReLU"}
"""Activations that leave what is not negative as it is."""
ON_PURPOSE = {"GLU", "PReLU", "Softplus", "Step"}
"""Seconds that make something else of a bent value: gates, positive numbers, decisions."""
PRODUCTS = ("Dot", "MatMul", "Multiply")
"""What shares weigh something with."""


class DoubleActivation(Rule):
    """An activation is applied to what comes out of another.

    What it does:
        Finds activations that follow each other with nothing between them but a change of shape.
        Where the second changes nothing, as a ReLU behind a ReLU, it is an info, and it can be
        taken away. What stands in front of the softmax or sigmoid of an output is the matter of
        rules about outputs, and GLU, PReLU, softplus and step may stand second; so may a softmax
        whose shares weigh something, as in attention, and the tanh of a softplus, which is Mish.

    Why is this bad?
        Two activations without weights between them are one of an odd shape that nobody chose:
        tanh behind a ReLU keeps only the half from 0 to 1, a sigmoid behind a ReLU that from 1/2
        to 1, and gradients pass two slopes. Mostly one was written as a setting and the other as a
        layer.

    Example:
        Dense(64, activation=relu) -> Tanh

    Use instead:
        Dense(64, activation=tanh)

    References:
        NeuraLint (arXiv 2105.08095) has a rule against it. Case:
        https://stackoverflow.com/questions/37588632 (softmax as an inner activation).
    """

    severity = Severity.WARNING
    needs = ("activation",)
    gives_way_to = ("one-sided-logits", "redundant-op", "relu-before-softmax")
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=relu) -> Tanh
    Dense(10)
}
"""
    message = "`Tanh` is applied to what `ReLU` of `Dense` gives"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=tanh)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use follows an activation."""
        for uses in subject.places(Activation):
            firsts = [_first(use) for use in uses]
            if firsts[0] is not None and None not in firsts:
                idle = all(_idle(first, use.node) for first, use in zip(firsts, uses, strict=True))
                yield self._finding(subject, uses[0].node, firsts[0], idle)

    def _finding(self, subject: Subject, node: Node, first: Node, idle: bool) -> Diagnostic:
        bent = activation(first)
        word = bent.word if bent is not None else ""
        of = "" if bent is first.layer else f" of `{first.layer.word}`"
        message = f"`{node.layer.word}` is applied to what `{word}`{of} gives"
        if idle:
            message = f"`{node.layer.word}` changes nothing of what `{word}`{of} gives"
        related = (Label(first.place.source, first.place.span, f"ends in `{word}`"),)
        step = subject.step(use) if (use := subject.written(node.place, node.layer.word)) else None
        edit = remove(node.place.source, step) if step else None
        title = f"leave `{node.layer.word}` out"
        return self.at(
            node.place,
            message,
            related=related,
            help="one of the two is enough",
            fix=Fix(title, (edit,), Safety.SAFE if idle else Safety.SHOWN) if edit else None,
            severity=Severity.INFO if idle else Severity.WARNING,
        )


def _first(use: Application) -> Node | None:
    """The layer in front whose activation a second one is applied to."""
    second = use.node.layer.word
    before = ahead(use.facts, use.node, view)
    bent = activation(before) if before is not None else None
    if bent is None or second in ON_PURPOSE or bent.word == "GLU":
        return None
    if bent.word == "Softplus" and second == "Tanh":
        return None
    if second == "Softmax" and _weighs(use):
        return None
    own = activation(use.node)
    last = own is not None and own.in_loss and ends(use.facts, use.node)
    return None if last else before


def _weighs(use: Application) -> bool:
    """True where something is multiplied with the result, laid out in another way at most."""
    after = behind(use.facts, use.node, lambda node: len(node.inputs) == 1 and not node.weights)
    return after is not None and after.layer.word in PRODUCTS


def _idle(first: Node | None, second: Node) -> bool:
    """True where the second leaves every value of the first as it is."""
    bent = activation(first) if first is not None else None
    word = bent.word if bent is not None else ""
    if second.layer.word == "ReLU6":
        return word in UP_TO_ONE or word == "ReLU6"
    return second.layer.word in STRAIGHT and word in NONNEGATIVE
