"""The rule `undecided-condition`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UndecidedCondition(Rule):
    """A condition depends on a size that is known only at run time.

    What it does:
        Finds comparisons of sizes whose outcome does not follow from what is declared of the dims.

    Why is this bad?
        `if` is decided by the compiler: a model has one structure. Where the outcome is always the
        same, the dim can say so.

    Example:
        dim T

    Use instead:
        dim T where T > 8

    References:
        docs/language.md, "Statements" and "Shapes".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
dim T

model Net {
    input x: [T, 4]
    if x.shape[0] > 8 {
        AvgPool1D(2)
    }
    LSTM(8)
}
"""
    message = "`T > 8` cannot be decided before run time"
    good = """\
dim T where T > 8

model Net {
    input x: [T, 4]
    if x.shape[0] > 8 {
        AvgPool1D(2)
    }
    LSTM(8)
}
"""
