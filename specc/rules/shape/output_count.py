"""The rule `output-count`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class OutputCount(Rule):
    """There are more or fewer names than results.

    What it does:
        Finds statements with several names in front of a layer that gives another number of
        tensors, and outputs that would be several tensors.

    Why is this bad?
        It is not said which result a name stands for.

    Example:
        y, state = words -> LSTM(64, state=true)

    Use instead:
        y, h, c = words -> LSTM(64, state=true)

    References:
        docs/language.md, "Statements" and "Recurrent layers": the state of an LSTM is two tensors.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input words: [20, 300]
    y, state = words -> LSTM(64, state=true)
    y -> Dense(3)
}
"""
    message = "2 names for 3 tensors"
    good = """\
model Net {
    input words: [20, 300]
    y, h, c = words -> LSTM(64, state=true)
    y -> Dense(3)
}
"""
