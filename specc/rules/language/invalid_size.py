"""The rule `invalid-size`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidSize(Rule):
    """A size is not a whole number of at least 1.

    What it does:
        Finds sizes of inputs that are 0, negative, `none` or no number.

    Why is this bad?
        A tensor with such a size has no elements. Where a size is known only at run time, a `dim`
        says so; the batch axis is implied and never written.

    Example:
        input words: [none, 300]

    Use instead:
        input words: [T, 300]

    References:
        docs/language.md, "Inputs and outputs" and "Shapes".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input words: [none, 300]
    LSTM(64)
    Dense(3)
}
"""
    message = "a size is an integer of at least 1, got none"
    good = """\
dim T

model Net {
    input words: [T, 300]
    LSTM(64)
    Dense(3)
}
"""
