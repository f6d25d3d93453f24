"""The rule `attention-without-residual`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.attention import MultiHeadAttention
from specc.layers.dense import Dense
from specc.prove.blame import blamed, sorted_out
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.prove.residual import QUIET, Sublayer, attends_itself, residuals
from specc.rule import Application, Rule, Subject


class AttentionWithoutResidual(Rule):
    """In a stack of attention layers a sublayer has no skip around it.

    What it does:
        Finds attention of a sequence to itself, two layers or more one behind the other, where
        nothing leads around it; and, between two attention layers that have their skips, pairs of
        dense layers that have none. A single attention layer, and attention to something else, are
        left alone.

    Why is this bad?
        Attention averages: without a skip the positions become more alike with every layer, until
        all are the same and nothing can tell them apart. The skip keeps what each one was, and lets
        gradients pass.

    Example:
        x -> LayerNorm -> MultiHeadAttention(heads)

    Use instead:
        h = x + (x -> LayerNorm -> MultiHeadAttention(heads))

    References:
        Dong, Cordonnier and Loukas 2021, "Attention is not all you need: pure attention loses rank
        doubly exponentially with depth" (arXiv 2103.03404): skips and dense layers keep the output
        from becoming a matrix of rank 1.
    """

    severity = Severity.WARNING
    needs = ("MultiHeadAttention",)
    bad = """\
block Layer(heads) {
    input x
    x -> LayerNorm -> MultiHeadAttention(heads)
    h = LayerNorm
    output h + (h -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Encoder {
    input frames: [50, 64]
    SinusoidalPositions
    repeat 4 { Layer(4) }
    LayerNorm -> GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""
    message = "nothing leads around this attention, one of 4 in a row"
    good = """\
block Layer(heads) {
    input x
    h = x + (x -> LayerNorm -> MultiHeadAttention(heads))
    y = h -> LayerNorm
    output h + (y -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Encoder {
    input frames: [50, 64]
    SinusoidalPositions
    repeat 4 { Layer(4) }
    LayerNorm -> GlobalAvgPool
    output class = Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Attention, then the dense layers between attention."""
        known = subject.once(residuals)
        yield from self._attention(subject)
        for facts in subject.graphs.values():
            for first, add in _unskipped(facts, known[id(facts)]):
                related = (Label(add.place.source, add.place.span, "the attention has a skip"),)
                for blame in blamed(subject, [Application(facts, first)]):
                    yield self.at(
                        blame.place,
                        "nothing leads around the dense layers between two attention layers",
                        related=related,
                        help="add what comes in to what comes out, as around the attention",
                    )

    def _attention(self, subject: Subject) -> Iterator[Diagnostic]:
        bare = {id(facts): _bare(facts) for facts in subject.graphs.values()}
        if not any(bare.values()):
            return
        for blame in sorted_out(
            subject, (MultiHeadAttention,), lambda use: use.node.id in bare[id(use.facts)]
        ):
            count = len(bare[id(blame.uses[0].facts)])
            message = f"nothing leads around this attention, one of {count} in a row"
            yield self.at(blame.place, message, help="add what comes in: `x + (x -> ...)`")


def _bare(facts: Facts) -> list[int]:
    """Attention without a skip, two or more one behind the other, by id."""
    found: list[int] = []
    behind: set[int] = set()
    row = False
    for node in facts.graph.nodes if facts.uses(MultiHeadAttention) else ():
        follows = not behind.isdisjoint(node.inputs)
        if attends_itself(node) and not _skipped(facts, node):
            found.append(node.id)
            row = row or follows
            behind.update(node.outputs)
        elif follows:
            behind.update(node.outputs)
    return found if row else []


def _skipped(facts: Facts, node: Node) -> bool:
    """True where something that leads to a layer is read elsewhere too, back to where ways meet."""
    value, reader = node.inputs[0], node
    for _ in range(MAX_LOOK):
        if facts.leaves(value) or any(one != reader.id for one in facts.readers(value)):
            return True
        maker = facts.graph.producer(value)
        single = maker is not None and len(set(maker.inputs)) == 1
        if maker is None or not single or isinstance(maker.layer, MultiHeadAttention):
            return False
        value, reader = maker.inputs[0], maker
    return True


def _unskipped(facts: Facts, sublayers: list[Sublayer]) -> Iterator[tuple[Node, Node]]:
    """The first of the dense layers between two sublayers, and the sum in front of them."""
    starts = {value for one in sublayers for value in one.add.inputs}
    for one in sublayers:
        first: Node | None = None
        count, node = 0, one.add
        for _ in range(MAX_LOOK):
            after = facts.follower(node)
            if after is None or not isinstance(after.layer, (Dense, Activation, *QUIET)):
                break
            node = after
            if isinstance(node.layer, Dense):
                first, count = first or node, count + 1
        if count > 1 and first is not None and node.outputs[0] in starts:
            yield first, one.add
