"""The rule `duplicate-setting`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class DuplicateSetting(Rule):
    """A setting is given twice.

    What it does:
        Finds settings that a layer, a block or a section gets more than once, by position and by
        name or by name twice.

    Why is this bad?
        Only one of the values can hold, and it is not said which.

    Example:
        Conv2D(32, 3, kernel=5)

    Use instead:
        Conv2D(32, kernel=5)

    References:
        docs/language.md, "Layers".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, 3, kernel=5)
    GlobalAvgPool
}
"""
    message = "`Conv2D` gets `kernel` twice"
    good = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=5)
    GlobalAvgPool
}
"""
