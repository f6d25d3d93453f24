"""The rule `positional-table-short`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class PositionalTableShort(Rule):
    """A sequence has more positions than the table has vectors.

    What it does:
        Finds `PositionEmbedding` whose sequence is longer than its `length`, or may be: for a
        symbolic size the condition that has to be declared is named.

    Why is this bad?
        There is no vector for the positions beyond the table, and a learned table cannot be
        continued. The frameworks stop when the first long sequence comes.

    Example:
        PositionEmbedding(256)

    Use instead:
        PositionEmbedding(300)

    References:
        Devlin et al. 2018, "BERT: pre-training of deep bidirectional transformers for language
        understanding" (arXiv 1810.04805), section 4: sequences of up to 512 tokens, which is the
        length of its table. Keras' `Embedding`: `input_dim` is the maximum integer index + 1.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Tagger(tags=9) {
    input words: int[300]
    x = Embedding(8000, 64) -> PositionEmbedding(256)
    a = x -> MultiHeadAttention(4)
    output tag = (x + a) -> LayerNorm -> Dense(tags, activation=softmax)
}
"""
    message = "`PositionEmbedding` has vectors for 256 positions, and the input [300, 64] has 300"
    good = """\
dim T where T <= 256

model Tagger(tags=9) {
    input words: int[T]
    x = Embedding(8000, 64) -> PositionEmbedding(256)
    a = x -> MultiHeadAttention(4)
    output tag = (x + a) -> LayerNorm -> Dense(tags, activation=softmax)
}
"""
    fixed = """\
model Tagger(tags=9) {
    input words: int[300]
    x = Embedding(8000, 64) -> PositionEmbedding(300)
    a = x -> MultiHeadAttention(4)
    output tag = (x + a) -> LayerNorm -> Dense(tags, activation=softmax)
}
"""
