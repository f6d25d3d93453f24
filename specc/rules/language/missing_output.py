"""The rule `missing-output`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MissingOutput(Rule):
    """A model has no layers.

    What it does:
        Finds models in which nothing is made of the inputs.

    Why is this bad?
        There is nothing to build, and nothing to train.

    Example:
        input x: [8]

    Use instead:
        Dense(3)

    References:
        docs/language.md, "Models and blocks".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
}
"""
    message = "the model `Net` has no layers"
    good = """\
model Net {
    input x: [8]
    Dense(3)
}
"""
