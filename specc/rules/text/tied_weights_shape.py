"""The rule `tied-weights-shape`: specc finds it while it resolves `tie`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class TiedWeightsShape(Rule):
    """A dense layer cannot use a matrix of other sizes.

    What it does:
        Finds `Dense` with `tie=` whose units are not the embedding's indices, or whose input has
        not as many channels as its vectors.

    Why is this bad?
        Tied, the layer's kernel is the embedding's matrix, transposed: as many channels as a vector
        is long come in, and a number for each index goes out.

    Example:
        output logits = Dense(5000, tie=embed, bias=false)

    Use instead:
        output logits = Dense(64) -> Dense(5000, tie=embed, bias=false)

    References:
        Press and Wolf 2017, "Using the output embedding to improve language models" (arXiv
        1608.05859), which ties the two matrices.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Writer {
    input words: int[30]
    layer embed = Embedding(5000, 64)
    words -> embed -> GRU(128, sequences=true)
    output logits = Dense(5000, tie=embed, bias=false)
}
"""
    message = "`embed` has 5000 vectors of 64, and `Dense` needs 5000 of 128"
    good = """\
model Writer {
    input words: int[30]
    layer embed = Embedding(5000, 64)
    words -> embed -> GRU(128, sequences=true)
    output logits = Dense(64) -> Dense(5000, tie=embed, bias=false)
}
"""
