"""The rule `no-current-tensor`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class NoCurrentTensor(Rule):
    """A flow does not say where it starts, and no tensor is the current one.

    What it does:
        Finds layers at the start of a flow where there are several inputs and none has been used
        yet, or none at all.

    Why is this bad?
        After one `input` line that input is the current tensor; with several, any of them could be
        meant.

    Example:
        Dense(3)

    Use instead:
        [x, y] -> Concat -> Dense(3)

    References:
        docs/language.md, "Inputs and outputs".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    input y: [4]
    Dense(3)
}
"""
    message = "`Dense` has no tensor to start from"
    good = """\
model Net {
    input x: [8]
    input y: [4]
    [x, y] -> Concat -> Dense(3)
}
"""
