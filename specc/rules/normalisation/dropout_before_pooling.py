"""The rule `dropout-before-pooling`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import after, remove
from specc.ir.graph import Node
from specc.layers.pooling import GlobalMaxPool, MaxPool
from specc.layers.regularising import Dropout
from specc.prove.chain import rate
from specc.rule import Application, Rule, Subject


class DropoutBeforePooling(Rule):
    """A max pool reads what dropout left.

    What it does:
        Finds dropout of single elements that only a max pool reads. `SpatialDropout`, which drops
        whole channels, is another matter.

    Why is this bad?
        Where the largest value of a window is dropped, the next largest passes. The window is
        hardly ever 0, so little is dropped; instead a smaller value is taken in training than in
        evaluation, by an amount that the division by 1 - rate does not make up for.

    Example:
        Dropout(0.25) -> MaxPool2D(2)

    Use instead:
        MaxPool2D(2) -> Dropout(0.25)

    References:
        Wu and Gu 2015, "Towards dropout training for convolutional neural networks" (arXiv
        1512.00242): it amounts to drawing one of the values, and wants a weighted mean instead of
        the maximum in evaluation. NeuraLint (arXiv 2105.08095) has a rule against it.
    """

    severity = Severity.INFO
    needs = ("Dropout", "pooling")
    bad = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    Dropout(0.25) -> MaxPool2D(2)
    Flatten
    Dense(10)
}
"""
    message = "`MaxPool2D` passes the next largest value where `Dropout(0.25)` drops the largest"
    good = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    SpatialDropout(0.25) -> MaxPool2D(2)
    Flatten
    Dense(10)
}
"""
    fixed = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    MaxPool2D(2) -> Dropout(0.25)
    Flatten
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places of dropout where a max pool reads every use."""
        for uses in subject.places(Dropout):
            pools = [_pool(use) for use in uses]
            if pools[0] is not None and None not in pools:
                yield self._finding(subject, uses[0].node, pools[0], len(uses) == 1)

    def _finding(self, subject: Subject, node: Node, pool: Node, alone: bool) -> Diagnostic:
        message = (
            f"`{pool.layer.word}` passes the next largest value where "
            f"`{node.layer.word}({rate(node):g})` drops the largest"
        )
        place = pool.place
        return self.at(
            node.place,
            message,
            related=(Label(place.source, place.span, "takes the largest value that is left"),),
            help="dropout behind the pool drops what passes",
            fix=_swapped(subject, node, pool) if alone else None,
        )


def _pool(use: Application) -> Node | None:
    after = use.facts.follower(use.node)
    takes = after is not None and isinstance(after.layer, (MaxPool, GlobalMaxPool))
    return after if takes and rate(use.node) > 0 else None


def _swapped(subject: Subject, node: Node, pool: Node) -> Fix | None:
    first = subject.written(node.place, node.layer.word)
    second = subject.written(pool.place, pool.layer.word)
    step = subject.step(first) if first is not None else None
    then = subject.step(second) if second is not None else None
    if first is None or step is None or then is None:
        return None
    source = node.place.source
    gone = remove(source, step)
    if gone is None:
        return None
    edits = (gone, after(source, then, source.cut(first.span)))
    return Fix("drop behind the pool", edits, Safety.UNSAFE)
