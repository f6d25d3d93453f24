"""The rule `dropout-before-batchnorm`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.activation import LeakyReLU, PReLU, ReLU
from specc.layers.normalisation import BatchNorm
from specc.layers.regularising import Dropout, SpatialDropout
from specc.prove.chain import behind, rate
from specc.rule import Application, Rule, Subject

SMALL, LARGE = 0.1, 0.5


class DropoutBeforeBatchnorm(Rule):
    """A batch norm stores a variance that dropout made, and uses it where there is no dropout.

    What it does:
        Finds dropout with a rate above 0.1 whose result a batch norm reads, also through a ReLU or
        a leaky one and changes of shape. From a rate of 0.5 on it is a warning. Where one layer
        with weights stands between, which averages the effect over its inputs, a rate of 0.5 or
        more is an info.

    Why is this bad?
        Dropout keeps the mean of a value x and divides E[x^2] by 1 - rate, so that the variance
        grows by that factor at least. Batch norm stores it while training; in evaluation nothing
        is dropped, and values are divided by a deviation that is too large.

    Example:
        Dense(128, activation=relu) -> Dropout(0.5) -> BatchNorm

    Use instead:
        Dense(128, activation=relu) -> BatchNorm -> Dropout(0.5)

    References:
        Li, Chen, Hu and Yang 2019, "Understanding the disharmony between dropout and batch
        normalization by variance shift" (CVPR, arXiv 1801.05134): the shift is small where
        features are many, as in wide residual networks; dropout does well behind the last batch
        norm.
    """

    severity = Severity.WARNING
    needs = ("BatchNorm", ("Dropout", "SpatialDropout"))
    bad = """\
model Net {
    input x: [20]
    Dense(128, activation=relu) -> Dropout(0.5) -> BatchNorm
    Dense(10)
}
"""
    message = (
        "in evaluation `BatchNorm` divides by a deviation that `Dropout(0.5)` made "
        "at least 1.41 times too large"
    )
    good = """\
model Net {
    input x: [20]
    Dense(128, activation=relu) -> BatchNorm -> Dropout(0.5)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places of dropout where a batch norm reads every use."""
        for uses in subject.places(Dropout, SpatialDropout):
            share = rate(uses[0].node)
            if share <= SMALL:
                continue
            norms = [_norm(use, far=False) for use in uses]
            if norms[0] is not None and None not in norms:
                yield self._direct(uses[0].node, norms[0], share)
                continue
            norms = [_norm(use, far=True) for use in uses] if share >= LARGE else [None]
            if norms[0] is not None and None not in norms:
                yield self._indirect(uses[0].node, norms[0], share)

    def _direct(self, node: Node, norm: Node, share: float) -> Diagnostic:
        message = (
            f"in evaluation `BatchNorm` divides by a deviation that `{node.layer.word}({share:g})` "
            f"made at least {(1 - share) ** -0.5:.2f} times too large"
        )
        return self.at(
            node.place,
            message,
            related=(Label(norm.place.source, norm.place.span, "stores the variance"),),
            help="dropout behind the last batch norm does not disturb one",
            severity=Severity.WARNING if share >= LARGE else Severity.INFO,
        )

    def _indirect(self, node: Node, norm: Node, share: float) -> Diagnostic:
        message = (
            f"`{node.layer.word}({share:g})` changes the variance that the next `BatchNorm` "
            "stores, and evaluation has no dropout"
        )
        return self.at(
            node.place,
            message,
            related=(Label(norm.place.source, norm.place.span, "stores the variance"),),
            help="dropout behind the last batch norm does not disturb one",
            severity=Severity.INFO,
        )


def _norm(use: Application, *, far: bool) -> Node | None:
    """The batch norm that alone reads what was dropped; `far`: behind one layer with weights."""
    facts, node = use
    after = behind(facts, node, _keeps_zeros)
    if far and after is not None and isinstance(after.layer, Weighted):
        after = behind(facts, after, _keeps_zeros)
    stores = after is not None and isinstance(after.layer, BatchNorm) and after.layer.trainable
    return after if stores else None


def _keeps_zeros(node: Node) -> bool:
    """True where a scaled value comes out scaled, and 0 stays 0."""
    return node.layer.view or isinstance(node.layer, (ReLU, LeakyReLU, PReLU))
