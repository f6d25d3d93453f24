"""The rule `unknown-rule-in-suppression`: specc finds it once the rules have run."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownRuleInSuppression(Rule):
    """A comment suppresses a rule that there is not.

    What it does:
        Finds names in `# specc: ignore[...]` that no rule has. The nearest is suggested.

    Why is this bad?
        The comment suppresses nothing, and the finding that it was written for is still there, or
        was never one.

    Example:
        ignore[linear-stack-colapse]

    Use instead:
        ignore[linear-stack-collapse]

    References:
        docs/language.md, "Suppressing a finding".
    """

    severity = Severity.WARNING
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Dense(64, activation=relu)    # specc: ignore[linear-stack-colapse]
    Dense(10)
}
"""
    message = "there is no rule `linear-stack-colapse` to suppress"
    good = """\
model Net {
    input x: [8]
    Dense(64)    # specc: ignore[linear-stack-collapse]
    Dense(10)
}
"""
