"""The rule `missing-activation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_setting
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.pooling import GlobalMaxPool
from specc.namedtuple import NamedTuple
from specc.prove.chain import MAX_LOOK, plain
from specc.prove.facts import affine
from specc.prove.stack import on_purpose
from specc.rule import Application, Rule, Subject


class Gap(NamedTuple):
    """What bends values between two layers with weights, where neither has an activation there."""

    between: Node
    after: Node


class MissingActivation(Rule):
    """Between two layers with weights only a pool or a norm bends values.

    What it does:
        Finds dense and convolution layers without an activation whose result goes through a max
        pool (a warning) or a normalisation of each example (an info) into the next such layer.
        Where nothing at all stands between, it is `linear-stack-collapse`; the maximum over all
        positions, of which only the best counts, bends enough. Narrow middles,
        depthwise pairs, tied and frozen layers are left alone, as there.

    Why is this bad?
        A maximum of weighted sums passes negative values on and bends them only where neighbours
        cross; a layer norm bends them hardly at all. The second layer can add little to the first.
        Mostly an activation was forgotten.

    Example:
        Conv2D(32, kernel=3) -> MaxPool2D(2)

    Use instead:
        Conv2D(32, kernel=3, activation=relu) -> MaxPool2D(2)

    References:
        Convolution, nonlinearity, pooling are the three stages of a convolutional layer:
        Goodfellow, Bengio and Courville 2016, "Deep Learning", section 9.3
        (https://www.deeplearningbook.org/contents/convnets.html). NeuraLint (arXiv 2105.08095)
        looks for missing activations in programs as well.
    """

    severity = Severity.WARNING
    needs = ("model", ("pooling", "normalisation"))
    bad = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3) -> MaxPool2D(2)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = "only `MaxPool2D` bends values between `Conv2D` and the next `Conv2D`"
    good = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3) -> MaxPool2D(2) -> ReLU
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    fixed = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu) -> MaxPool2D(2)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where no use has an activation before the next weights."""
        for uses in subject.places(Weighted):
            gaps = [_gap(use) for use in uses]
            if gaps[0] is not None and None not in gaps:
                yield self._finding(subject, uses[0].node, gaps[0])

    def _finding(self, subject: Subject, node: Node, gap: Gap) -> Diagnostic:
        between, after = gap
        same = "the next " * (node.layer.word == after.layer.word)
        message = (
            f"only `{between.layer.word}` bends values between `{node.layer.word}` "
            f"and {same}`{after.layer.word}`"
        )
        place = after.place
        related = (Label(place.source, place.span, "the next layer with weights"),)
        pools = between.layer.family == "pooling"
        use = subject.written(node.place, node.layer.word)
        edit = set_setting(node.place.source, use, "activation", "relu") if use else None
        return self.at(
            node.place,
            message,
            related=related if place != node.place else (),
            help="`activation=relu` is the usual one",
            fix=Fix("put a ReLU behind the layer", (edit,), Safety.SHOWN) if edit else None,
            severity=Severity.WARNING if pools else Severity.INFO,
        )


def _gap(use: Application) -> Gap | None:
    facts, node = use
    if not affine(node):
        return None
    between: list[Node] = []
    after = facts.follower(node)
    while after is not None and _passes(after) and len(between) < MAX_LOOK:
        between.append(after)
        after = facts.follower(after)
    bending = [other for other in between if not affine(other)]
    if not bending or after is None:
        return None
    if not (isinstance(after.layer, Weighted) and after.layer.linear):
        return None
    return None if on_purpose(facts, node, after, between) else Gap(bending[0], after)


def _passes(node: Node) -> bool:
    known = node.layer.family in ("pooling", "normalisation", "regularising", "shape")
    best = isinstance(node.layer, GlobalMaxPool)
    return known and not best and plain(node) and activation(node) is None
