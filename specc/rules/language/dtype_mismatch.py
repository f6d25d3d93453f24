"""The rule `dtype-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class DtypeMismatch(Rule):
    """A layer gets values of a type that it does not work on.

    What it does:
        Finds whole numbers or truth values where a layer wants real numbers, real numbers where it
        wants indices, and tensors of different types that are joined.

    Why is this bad?
        Indices have no order of size: word 17 is not larger than word 4. An `Embedding` has a
        vector for each.

    Example:
        LSTM(64)

    Use instead:
        Embedding(10_000, 32) -> LSTM(64)

    References:
        docs/language.md, "Inputs and outputs". PyTorch refuses it: "mat1 and mat2 must have the
        same dtype, but got Long and Float" (PyTorch 2.13); Keras 3.15 builds such a model and
        converts the indices.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input words: int[20]
    LSTM(64)
    Dense(3)
}
"""
    message = "`LSTM` wants float values, got int[20]"
    good = """\
model Net {
    input words: int[20]
    Embedding(10_000, 32) -> LSTM(64)
    Dense(3)
}
"""
