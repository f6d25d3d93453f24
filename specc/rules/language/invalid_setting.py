"""The rule `invalid-setting`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidSetting(Rule):
    """A setting has a value that it cannot have.

    What it does:
        Finds values outside of what a setting takes: no units, a dropout of 1, a kernel of 0,
        padding below 0, a word where a number belongs, an axis that the tensor does not have,
        settings that contradict each other.

    Why is this bad?
        The frameworks refuse most of them later, and some of them never.

    Example:
        Dense(0)

    Use instead:
        Dense(8)

    References:
        docs/language.md, "Layers"; docs/layers.md says what each setting takes. Keras: "Received an
        invalid value for `units`, expected a positive integer" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Dense(0)
}
"""
    message = "`units` of `Dense` must be an integer of at least 1, got 0"
    good = """\
model Net {
    input x: [8]
    Dense(8)
}
"""
