"""The rule `missing-setting`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingSetting(Rule):
    """A setting is needed, and is not given.

    What it does:
        Finds layers and blocks without a setting that has no default, models whose settings have
        none, and sections that leave open what cannot be guessed: which of two models is trained,
        or by which loss.

    Why is this bad?
        There is no value that everybody would expect.

    Example:
        Conv2D(32)

    Use instead:
        Conv2D(32, kernel=3)

    References:
        docs/language.md, "Layers" and "Training".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32)
    GlobalAvgPool
}
"""
    message = "`Conv2D` needs `kernel`: the size of the window"
    good = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3)
    GlobalAvgPool
}
"""
