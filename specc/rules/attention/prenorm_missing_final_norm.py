"""The rule `prenorm-missing-final-norm`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import before, steps
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.indexing import Slice, Squeeze, Take
from specc.layers.other import Passing
from specc.layers.pooling import GlobalPool
from specc.layers.recurrent import Recurrent
from specc.layers.reduction import Reduction
from specc.layers.regularising import TrainingNoise
from specc.layers.shape import Flatten, Reshape
from specc.prove.blame import Blamed, blamed
from specc.prove.facts import Facts
from specc.prove.residual import Stream, Sublayer, residuals, streams
from specc.rule import Application, Rule, Subject

CARRIES = (
    TrainingNoise, Passing, GlobalPool, Reduction, Take, Slice, Squeeze, Flatten, Reshape,
)  # fmt: skip
"""Layers that hand the sum on without a kernel."""
FEW = 8
"""Results of about the same size whose sum is about three times as large as each of them."""


class PrenormMissingFinalNorm(Rule):
    """The sum of a pre-norm stack leaves it without ever being normalised.

    What it does:
        Finds stacks of two or more attention layers that normalise in front of each sublayer and
        add its result to what came in, whose last sum goes into a layer with weights and not into a
        norm first. A norm behind a pool or behind the choice of a position will do. A sum of up to
        eight results grows little, and is a remark.

    Why is this bad?
        Each sublayer adds its result to the sum: the deeper the stack, the larger it is, and the
        last layers' part in it is lost to the head. In a post-norm stack the last norm stands
        there; a pre-norm stack has to have one of its own.

    Example:
        output logits = Dense(vocab)

    Use instead:
        output logits = LayerNorm -> Dense(vocab)

    References:
        Radford et al. 2019, "Language models are unsupervised multitask learners" (GPT-2), section
        2.3: norms moved in front of each sub-block, and one was added behind the last. Xiong et al.
        2020, "On layer normalization in the transformer architecture" (arXiv 2002.04745), table 1.
    """

    severity = Severity.WARNING
    needs = ("MultiHeadAttention", "normalisation")
    bad = """\
block Layer(heads) {
    input x
    h = x + (x -> LayerNorm -> MultiHeadAttention(heads, causal=true))
    output h + (h -> LayerNorm -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Writer(vocab=96) {
    input text: int[64]
    Embedding(vocab, 64) -> PositionEmbedding(64)
    repeat 6 { Layer(4) }
    output logits = Dense(vocab)
}
"""
    message = "the sum of 12 sublayers goes into `Dense` without a norm"
    good = """\
block Layer(heads) {
    input x
    h = x + (x -> LayerNorm -> MultiHeadAttention(heads, causal=true))
    output h + (h -> LayerNorm -> Dense(4 * x.channels, activation=gelu) -> Dense(x.channels))
}

model Writer(vocab=96) {
    input text: int[64]
    Embedding(vocab, 64) -> PositionEmbedding(64)
    repeat 6 { Layer(4) }
    output logits = LayerNorm -> Dense(vocab)
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The layers that such sums go into."""
        known = subject.once(residuals)
        for facts in subject.graphs.values():
            for end, first in _ends(facts, known[id(facts)]):
                for head in _heads(facts, end.end):
                    for blame in blamed(subject, [Application(facts, head)]):
                        yield self._finding(subject, blame, end, first)

    def _finding(self, subject: Subject, blame: Blamed, end: Stream, first: Node) -> Diagnostic:
        node, place = blame.uses[0].node, first.place
        message = f"the sum of {end.sums} sublayers goes into `{node.layer.word}` without a norm"
        related = (Label(place.source, place.span, "normalised in front of each sublayer"),)
        help = f"`{first.layer.word}` in front of it"
        step = steps(subject.scope.module).get(blame.place.span)
        fix = None
        if step is not None and blame.region is None and len(node.inputs) == 1:
            edit = before(blame.place.source, step, first.layer.word)
            fix = Fix("normalise the sum", (edit,), Safety.UNSAFE)
        severity = Severity.INFO if end.sums <= FEW else None
        return self.at(blame.place, message, related=related, help=help, fix=fix, severity=severity)


def _ends(facts: Facts, sublayers: list[Sublayer]) -> Iterator[tuple[Stream, Node]]:
    """The streams of two or more sublayers with a norm in front, and the first such norm."""
    normed = [one for one in sublayers if one.before is not None]
    known = streams(facts) if len(normed) > 1 else {}
    together: dict[int, list[Sublayer]] = {}
    for one in normed if known else ():
        together.setdefault(known[one.add.id].end.id, []).append(one)
    for several in together.values():
        first = several[0]
        if len(several) > 1 and first.before is not None:
            yield known[first.add.id], first.before


def _heads(facts: Facts, end: Node) -> Iterator[Node]:
    """The layers with weights that a sum goes into, seen through layers without."""
    waiting = [end.outputs[0]]
    for value in waiting:
        for reader in map(facts.graph.nodes.__getitem__, facts.readers(value)):
            if isinstance(reader.layer, CARRIES):
                waiting.append(reader.outputs[0])
            elif isinstance(reader.layer, (Weighted, Recurrent)):
                yield reader
