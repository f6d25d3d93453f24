"""The rule `double-regularisation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.normalisation import BatchNorm
from specc.layers.regularising import Dropout, SpatialDropout
from specc.prove.chain import MAX_LOOK, plain, rate
from specc.rule import Application, Rule, Subject

STRONG_PENALTY, STRONG_DROPOUT = 0.01, 0.5


class DoubleRegularisation(Rule):
    """One layer is held back by a strong penalty, batch norm and strong dropout at once.

    What it does:
        Finds layers with `l2` of 0.01 or more that a batch norm and a dropout of 0.5 or more
        follow before the next weights.

    Why is this bad?
        Batch norm takes the scale of the weights out again, so that `l2` only changes how fast they
        turn; batch norm's own noise and dropout both hold the layer back from fitting its data, and
        together they seldom do better than one of them.

    Example:
        Dense(256, l2=0.01, bias=false) -> BatchNorm -> ReLU -> Dropout(0.5)

    Use instead:
        Dense(256, bias=false) -> BatchNorm -> ReLU -> Dropout(0.5)

    References:
        Van Laarhoven 2017, "L2 regularization versus batch and weight normalization" (arXiv
        1706.05350). Garbin, Zhu and Marques 2020, "Dropout vs. batch normalization: an empirical
        study of their impact to deep learning" (Multimedia Tools and Applications 79).
    """

    severity = Severity.INFO
    needs = ("l2", "BatchNorm", ("Dropout", "SpatialDropout"))
    gives_way_to = ("regulariser-overwhelms",)
    bad = """\
model Net {
    input x: [100]
    Dense(256, l2=0.01, bias=false) -> BatchNorm -> ReLU -> Dropout(0.5)
    Dense(10)
}
"""
    message = "`Dense` has `l2=0.01`, `BatchNorm` and `Dropout(0.5)` behind it"
    good = """\
model Net {
    input x: [100]
    Dense(256, bias=false) -> BatchNorm -> ReLU -> Dropout(0.5)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use is held back by all three."""
        for uses in subject.places(Weighted):
            if _penalty(uses[0].node) < STRONG_PENALTY:
                continue
            found = [_both(use) for use in uses]
            if all(found):
                yield self._finding(uses[0].node, found[0])

    def _finding(self, node: Node, both: tuple[Node, ...]) -> Diagnostic:
        norm, dropout = both
        message = (
            f"`{node.layer.word}` has `l2={_penalty(node):g}`, `{norm.layer.word}` "
            f"and `{dropout.layer.word}({rate(dropout):g})` behind it"
        )
        related = tuple(Label(n.place.source, n.place.span, "and this") for n in both)
        return self.at(node.place, message, related=related, help="one or two of them will do")


def _penalty(node: Node) -> float:
    return float(getattr(node.layer, "l2", 0.0))


def _both(use: Application) -> tuple[Node, ...]:
    """The batch norm and the strong dropout in front of the next weights; nothing unless both."""
    norm = dropout = None
    after = use.facts.follower(use.node)
    for _ in range(MAX_LOOK):
        if after is None or not plain(after):
            break
        if isinstance(after.layer, BatchNorm):
            norm = after
        strong = rate(after) >= STRONG_DROPOUT
        if strong and isinstance(after.layer, (Dropout, SpatialDropout)):
            dropout = after
        after = use.facts.follower(after)
    return () if norm is None or dropout is None else (norm, dropout)
