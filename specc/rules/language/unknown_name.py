"""The rule `unknown-name`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownName(Rule):
    """A name stands for nothing.

    What it does:
        Finds tensors, sizes, constants and parts of a model that are used and declared nowhere. The
        nearest known name is suggested.

    Why is this bad?
        There is nothing that could be meant. Mostly it is a typing error, or a `dim` that was not
        declared.

    Example:
        y = imgae -> Flatten

    Use instead:
        y = image -> Flatten

    References:
        docs/language.md, "Models and blocks" and "Shapes".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 1]
    y = imgae -> Flatten
    Dense(10)
}
"""
    message = "unknown tensor `imgae`"
    good = """\
model Net {
    input image: [8, 8, 1]
    y = image -> Flatten
    Dense(10)
}
"""
