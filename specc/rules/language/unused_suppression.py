"""The rule `unused-suppression`: specc finds it once the rules have run."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnusedSuppression(Rule):
    """A comment suppresses a finding that there is not.

    What it does:
        Finds comments that suppress a rule which has nothing to say there. It is silent about rules
        that were not asked for, and where the file has errors, which may hide findings.

    Why is this bad?
        It is left over from what the line once was, and would hide the next fault of that kind.

    Example:
        # specc: ignore[linear-stack-collapse]

    Use instead:
        Dense(64, activation=relu)

    References:
        docs/language.md, "Suppressing a finding".
    """

    severity = Severity.WARNING
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Dense(64, activation=relu)    # specc: ignore[linear-stack-collapse]
    Dense(10)
}
"""
    message = "the suppression of `linear-stack-collapse` suppresses nothing"
    good = """\
model Net {
    input x: [8]
    Dense(64, activation=relu)
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [8]
    Dense(64, activation=relu)
    Dense(10)
}
"""
