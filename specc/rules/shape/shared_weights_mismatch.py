"""The rule `shared-weights-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class SharedWeightsMismatch(Rule):
    """A shared layer is used on sizes that its weights were not made for.

    What it does:
        Finds uses of a `layer` or of a shared block whose weights would have other shapes than
        those of its first use.

    Why is this bad?
        Sharing means one set of weights, and a matrix for 8 channels does not multiply 4.

    Example:
        output (x -> fc) + (y -> fc)

    Use instead:
        output (x -> fc) + (y -> Dense(8, activation=relu) -> fc)

    References:
        docs/language.md, "Statements". Keras at run time: "expected axis -1 of input shape to have
        value 3, but received input with shape (None, 4)" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    input y: [4]
    layer fc = Dense(16, activation=relu)
    output (x -> fc) + (y -> fc)
}
"""
    message = "the weights of this `Dense` were made for [8], and do not fit [4]"
    good = """\
model Net {
    input x: [8]
    input y: [4]
    layer fc = Dense(16, activation=relu)
    output (x -> fc) + (y -> Dense(8, activation=relu) -> fc)
}
"""
