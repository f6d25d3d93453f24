"""The rule `tensor-in-setting`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class TensorInSetting(Rule):
    """A tensor stands inside a layer's parentheses.

    What it does:
        Finds tensors and flows among the settings of a layer.

    Why is this bad?
        Settings stand in parentheses and tensors flow through arrows, so that each place says which
        of the two is meant.

    Example:
        Concat(x, y)

    Use instead:
        [x, y] -> Concat

    References:
        docs/language.md, "Three ideas".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    y = x -> Dense(4)
    Concat(x, y)
}
"""
    message = "`x` and `y` are tensors, and a tensor never stands inside a layer's parentheses"
    good = """\
model Net {
    input x: [8]
    y = x -> Dense(4)
    [x, y] -> Concat
}
"""
