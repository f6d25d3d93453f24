"""The rule `circular-definition`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class CircularDefinition(Rule):
    """A constant is defined by way of itself.

    What it does:
        Finds constants and imports that need their own value to be known. The message shows the
        circle.

    Why is this bad?
        None of them has a value.

    Example:
        let width = depth * 8
        let depth = width // 8

    Use instead:
        let width = depth * 8
        let depth = 4

    References:
        docs/language.md, "Declarations": they may stand in any order.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
let width = depth * 8
let depth = width // 8

model Net {
    input x: [8]
    Dense(width)
}
"""
    message = "`width` is defined by way of itself: `width` -> `depth` -> `width`"
    good = """\
let width = depth * 8
let depth = 4

model Net {
    input x: [8]
    Dense(width)
}
"""
