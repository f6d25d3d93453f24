"""The rule `invalid-expression`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidExpression(Rule):
    """A constant expression has no value.

    What it does:
        Finds operators and functions that are given what they cannot work with: a text that is
        added to a number, a division by 0, an index outside of a list, a loop over something that
        is no list.

    Why is this bad?
        The compiler computes all constants before the model is built, and this one cannot be
        computed.

    Example:
        Dense(sizes[2])

    Use instead:
        Dense(sizes[1])

    References:
        docs/language.md, "Expressions".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
let sizes = [64, 32]

model Net {
    input x: [8]
    Dense(sizes[2])
}
"""
    message = "index 2 is outside the list of 2"
    good = """\
let sizes = [64, 32]

model Net {
    input x: [8]
    Dense(sizes[1])
}
"""
