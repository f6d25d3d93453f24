"""The rule `embedding-dim-large`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layer import Weighted
from specc.layers.convolution import Spatial
from specc.layers.dense import Dense
from specc.layers.recurrent import Recurrent
from specc.layers.text import Embedding
from specc.prove.blame import sorted_out
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject

LARGE, SMALL = 600, 10_000
"""Channels, and a vocabulary, between which there is more room than words to fill it."""
LITTLE = 32
"""Vectors up to this length cost nothing worth a word."""


class EmbeddingDimLarge(Rule):
    """The vectors are longer than there are indices to tell apart.

    What it does:
        Finds embeddings with more channels than rows (and more than 32), or with more than 600
        channels for fewer than 10,000 rows, whose vectors go into a recurrent, dense or convolution
        layer. Where they are added to something, or attended to, their length is that of the model,
        and where a `Dense` is tied to them it is the head's: nothing is said.

    Why is this bad?
        A table of r rows has a rank of r at most: any channels beyond could be made of the others
        by the layer behind. They only cost: in the table, and in the kernel that reads them.

    Example:
        Embedding(50, 256)

    Use instead:
        Embedding(50, 16)

    References:
        fastai's rule of thumb for the length of embeddings, min(600, round(1.6 * n ** 0.56)) for n
        categories (https://docs.fast.ai/tabular.model.html): 14 for 50, 278 for 10,000.
    """

    severity = Severity.INFO
    needs = ("Embedding",)
    bad = """\
model Names {
    input letters: int[20]
    Embedding(50, 256)
    GRU(64)
    output country = Dense(18, activation=softmax)
}
"""
    message = "`Embedding` has 50 rows of 256 channels: no more than 50 of them can be independent"
    good = """\
model Names {
    input letters: int[20]
    Embedding(50, 16)
    GRU(64)
    output country = Dense(18, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Embeddings, where all uses of their line are so long."""
        tied = {
            (id(facts), node.tied)
            for facts in subject.graphs.values()
            for node in facts.uses(Dense)
            if node.tied >= 0
        }
        for blame in sorted_out(
            subject,
            (Embedding,),
            lambda use: (id(use.facts), use.node.owner) not in tied and _large(use),
        ):
            layer = blame.uses[0].node.layer
            assert isinstance(layer, Embedding)
            message = f"`Embedding` has {layer.vocab} rows of {layer.dim} channels"
            if layer.dim > layer.vocab:
                message += f": no more than {layer.vocab} of them can be independent"
            usual = min(LARGE, round(1.6 * layer.vocab**0.56))
            yield self.at(blame.place, message, help=f"{usual} channels are usual for so many rows")


def _large(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, Embedding)
    spare = layer.dim > max(layer.vocab, LITTLE) or (layer.dim > LARGE and layer.vocab < SMALL)
    return spare and _mixed(use.facts, use.node.outputs[0])


def _mixed(facts: Facts, value: int) -> bool:
    """True where a layer with a kernel alone reads a tensor, seen through layers of one input."""
    for _ in range(MAX_LOOK):
        readers = facts.readers(value)
        if facts.leaves(value) or len(readers) != 1:
            return False
        node = facts.graph.nodes[readers[0]]
        if isinstance(node.layer, (Dense, Spatial, Recurrent)):
            return True
        if len(node.inputs) != 1 or isinstance(node.layer, Weighted):
            return False
        value = node.outputs[0]
    return False
