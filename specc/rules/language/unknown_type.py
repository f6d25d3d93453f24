"""The rule `unknown-type`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownType(Rule):
    """An input has a type that no tensor has.

    What it does:
        Finds words in front of the sizes of an input that are not `float`, `int` or `bool`.

    Why is this bad?
        The type says which layers can take the tensor. How many bits a number has is not part of
        it: that is `precision` in `train`.

    Example:
        input x: float32[8]

    Use instead:
        input x: float[8]

    References:
        docs/language.md, "Inputs and outputs" and "Training".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: float32[8]
    Dense(3)
}
"""
    message = "unknown type `float32`"
    good = """\
model Net {
    input x: float[8]
    Dense(3)
}
"""
