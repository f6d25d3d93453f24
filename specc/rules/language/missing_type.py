"""The rule `missing-type`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingType(Rule):
    """An input of a model or of data has no type.

    What it does:
        Finds `input` lines of models and of data without a type. Only a block takes whatever shape
        arrives.

    Why is this bad?
        Every shape in the model follows from those of its inputs.

    Example:
        input x

    Use instead:
        input x: [8]

    References:
        docs/language.md, "Inputs and outputs".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x
    Dense(3)
}
"""
    message = "the input `x` of a model needs its type"
    good = """\
model Net {
    input x: [8]
    Dense(3)
}
"""
