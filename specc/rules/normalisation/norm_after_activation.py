"""The rule `norm-after-activation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.layers.normalisation import BatchNorm
from specc.prove.chain import ahead, view
from specc.rule import Application, Rule, Subject


class NormAfterActivation(Rule):
    """A batch norm stands behind an activation instead of in front of it.

    What it does:
        Finds batch norms of what an activation gives. It is off unless it is asked for: the
        evidence goes both ways.

    Why is this bad?
        The authors of batch norm put it in front, where values are nearer to a normal distribution
        and the bias of the layer can go. Measurements on ImageNet were in favour of the other
        order, and either trains well; a house style may want one.

    Example:
        Dense(64, activation=relu) -> BatchNorm

    Use instead:
        Dense(64, bias=false) -> BatchNorm -> ReLU

    References:
        Ioffe and Szegedy 2015, "Batch normalization" (arXiv 1502.03167), section 3.2. Mishkin,
        Sergievskiy and Matas 2017, "Systematic evaluation of CNN advances on the ImageNet" (arXiv
        1606.02228), and its benchmark:
        https://github.com/ducha-aiki/caffenet-benchmark/blob/master/batchnorm.md.
    """

    severity = Severity.INFO
    default = False
    needs = ("BatchNorm",)
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=relu) -> BatchNorm
    Dense(10)
}
"""
    message = "`BatchNorm` normalises what `ReLU` gives"
    good = """\
model Net {
    input x: [20]
    Dense(64, bias=false) -> BatchNorm -> ReLU
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places of batch norms where every use follows an activation."""
        for uses in subject.places(BatchNorm):
            firsts = [_bent(use) for use in uses]
            if firsts[0] is not None and None not in firsts:
                yield self._finding(uses[0].node, firsts[0])

    def _finding(self, node: Node, first: Node) -> Diagnostic:
        bent = activation(first)
        message = f"`{node.layer.word}` normalises what `{bent.word if bent else ''}` gives"
        related = (Label(first.place.source, first.place.span, "the activation"),)
        help = "in front of the activation the layer needs no bias"
        return self.at(node.place, message, related=related, help=help)


def _bent(use: Application) -> Node | None:
    before = ahead(use.facts, use.node, view)
    return before if before is not None and activation(before) is not None else None
