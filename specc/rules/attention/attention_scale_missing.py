"""The rule `attention-scale-missing`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Node
from specc.layers.activation import Softmax
from specc.layers.dense import Dense
from specc.layers.merging import Add
from specc.layers.other import Passing
from specc.layers.product import MatMul
from specc.layers.regularising import TrainingNoise
from specc.layers.shape import Permute, Reshape
from specc.prove.blame import sorted_out
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts, affine
from specc.rule import Application, Rule, Subject

LONG = 16
"""Products of vectors that are longer than this want a scale."""


class AttentionScaleMissing(Rule):
    """A softmax gets the scalar products of long vectors as they are.

    What it does:
        Finds attention written out, a `MatMul` of two projections whose result goes into a softmax,
        over more than 16 channels and without anything that makes the products smaller.
        `MultiHeadAttention` divides by itself; products of other things, such as the states of
        recurrent layers, are left alone.

    Why is this bad?
        The sum of k products of numbers around 1 is about sqrt(k) large. Large scores make the
        softmax pick one position from the start, and where it does its gradient is next to nothing.

    Example:
        scores = [q, k] -> MatMul(transpose_b=true)

    Use instead:
        q = x -> Dense(64) -> Scale(init=constant(0.125))

    References:
        Vaswani et al. 2017, "Attention is all you need" (arXiv 1706.03762), section 3.2.1: products
        are divided by the square root of the key's length, because large ones push the softmax
        where its gradients are extremely small.
    """

    severity = Severity.INFO
    needs = ("MatMul", "Softmax", "Dense")
    bad = """\
model Retriever {
    input frames: [50, 64]
    x = SinusoidalPositions
    q = x -> Dense(64)
    k = x -> Dense(64)
    v = x -> Dense(64)
    scores = [q, k] -> MatMul(transpose_b=true)
    weights = scores -> Softmax
    [weights, v] -> MatMul -> GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""
    message = (
        "a softmax of products over 64 channels without a scale: they are about 8 times too large"
    )
    good = """\
model Retriever {
    input frames: [50, 64]
    x = SinusoidalPositions
    q = x -> Dense(64) -> Scale(init=constant(0.125))
    k = x -> Dense(64)
    v = x -> Dense(64)
    scores = [q, k] -> MatMul(transpose_b=true)
    weights = scores -> Softmax
    [weights, v] -> MatMul -> GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Products, where all uses of their line go into a softmax so."""
        for blame in sorted_out(subject, (MatMul,), _unscaled):
            width = _unscaled(blame.uses[0])
            message = (
                f"a softmax of products over {width} channels without a scale: "
                f"they are about {width**0.5:.2g} times too large"
            )
            scale = f"{width**-0.5:.3g}"
            help = f"`Scale(init=constant({scale}))` behind the queries, or `MultiHeadAttention`"
            yield self.at(blame.place, message, help=help)


def _unscaled(use: Application) -> int:
    """The length of the vectors, where their products go into a softmax as they are; else 0."""
    facts, node = use
    width = facts.graph.values[node.inputs[0]].type.channels
    if not isinstance(width, int) or width <= LONG or not _weighs(facts, node):
        return 0
    return width if all(_projected(facts, value) for value in node.inputs) else 0


def _weighs(facts: Facts, node: Node) -> bool:
    """True where a softmax over the last axis reads the result, through masks at most."""
    after = facts.follower(node)
    while after is not None and isinstance(after.layer, (Add, Passing, TrainingNoise)):
        after = facts.follower(after)
    if after is None or not isinstance(after.layer, Softmax):
        return False
    rank = facts.graph.values[after.inputs[0]].type.rank
    return after.layer.axis % rank == rank - 1


def _projected(facts: Facts, value: int) -> bool:
    """True for what a dense layer made, laid out in another way at most."""
    maker = facts.graph.producer(value)
    for _ in range(MAX_LOOK):
        if maker is None or not isinstance(maker.layer, (Reshape, Permute, Passing)):
            break
        maker = facts.graph.producer(maker.inputs[0])
    return maker is not None and isinstance(maker.layer, Dense) and affine(maker)
