"""The rule `invalid-condition`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidCondition(Rule):
    """A dim is declared with a condition that it cannot have.

    What it does:
        Finds conditions after `where` that leave a dim no value, and those that are not of the
        forms `H % 16 == 0`, `H >= 7`, `T <= 1024` or `H == 12`, joined by `and`.

    Why is this bad?
        Conditions on dims are what specc proves shapes with. One that contradicts itself would
        prove everything, and one of another form could not be used.

    Example:
        dim T where T >= 8 and T < 4

    Use instead:
        dim T where T >= 4 and T < 8

    References:
        docs/language.md, "Declarations" and "Shapes".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
dim T where T >= 8 and T < 4

model Net {
    input x: [T, 4]
    LSTM(8)
}
"""
    message = "`T >= 8` and `T <= 3` leave `T` no value"
    good = """\
dim T where T >= 4 and T < 8

model Net {
    input x: [T, 4]
    LSTM(8)
}
"""
