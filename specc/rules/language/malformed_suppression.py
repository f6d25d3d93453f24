"""The rule `malformed-suppression`: specc finds it once the rules have run."""

from specc.diagnostics import Severity
from specc.rule import Rule


class MalformedSuppression(Rule):
    """A comment begins like a suppression and is none.

    What it does:
        Finds comments that begin with `specc:` and are not of the form `# specc: ignore[rule-name]`
        or `# specc: ignore-file[rule-name]`.

    Why is this bad?
        It suppresses nothing, though whoever wrote it thinks that it does.

    Example:
        # specc: ignore linear-stack-collapse

    Use instead:
        # specc: ignore[linear-stack-collapse]

    References:
        docs/language.md, "Suppressing a finding".
    """

    severity = Severity.WARNING
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Dense(64, activation=relu)    # specc: ignore linear-stack-collapse
    Dense(10)
}
"""
    message = (
        "`# specc: ignore linear-stack-collapse` suppresses nothing: it is not of the form `# "
        "specc: ignore[rule-name]`"
    )
    good = """\
model Net {
    input x: [8]
    Dense(64)    # specc: ignore[linear-stack-collapse]
    Dense(10)
}
"""
