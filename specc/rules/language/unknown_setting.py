"""The rule `unknown-setting`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownSetting(Rule):
    """A layer, a block or a section has no setting of that name.

    What it does:
        Finds settings that are given and not declared, also those without a name of which there are
        too many. Another framework's word for a setting gets the word of this language.

    Why is this bad?
        What was asked for would silently not happen.

    Example:
        Conv2D(32, kernel_size=3)

    Use instead:
        Conv2D(32, kernel=3)

    References:
        docs/language.md, "Layers". Keras refuses such a word too: "Unrecognized keyword arguments
        passed to Dense" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel_size=3)
    GlobalAvgPool
}
"""
    message = "`Conv2D` has no setting `kernel_size`"
    good = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3)
    GlobalAvgPool
}
"""
