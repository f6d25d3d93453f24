"""The rule `invalid-flow`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidFlow(Rule):
    """Something stands in a flow that no tensor can pass through.

    What it does:
        Finds tensors behind an arrow, constants where a layer belongs, arithmetic of a tensor and a
        number, settings for a shared layer that has them already, and tensors that flow into a
        layer which takes none.

    Why is this bad?
        A flow leads from tensors through layers. What is neither has no meaning there.

    Example:
        x -> Dense(8) -> y

    Use instead:
        [x -> Dense(8), y] -> Concat

    References:
        docs/language.md, "Three ideas" and "Statements".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    y = x -> Dense(4)
    x -> Dense(8) -> y
}
"""
    message = "`y` is a tensor, and tensors do not stand behind an arrow or take settings"
    good = """\
model Net {
    input x: [8]
    y = x -> Dense(4)
    [x -> Dense(8), y] -> Concat
}
"""
