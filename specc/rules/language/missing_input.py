"""The rule `missing-input`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingInput(Rule):
    """A model has no input.

    What it does:
        Finds models without an `input` line.

    Why is this bad?
        Nothing can flow into the model, and no shape is known.

    Example:
        model Net {

    Use instead:
        input x: [8]

    References:
        docs/language.md, "Models and blocks".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    Dense(3)
}
"""
    message = "the model `Net` has no input"
    good = """\
model Net {
    input x: [8]
    Dense(3)
}
"""
