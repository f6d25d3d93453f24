"""The rule `syntax-error`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class SyntaxError(Rule):
    """The text is not a spec.

    What it does:
        Finds what the grammar does not know: a bracket that is never closed, a word in the wrong
        place, an operator of another language. The message names the construct, and where one edit
        mends it, the edit is offered. After such an error nothing else is said about the file,
        since it could be a mere consequence.

    Why is this bad?
        The part of the file around the error means nothing, so there is no model to check.

    Example:
            Dense(3

    Use instead:
            Dense(3)

    References:
        docs/language.md, "How a file is written"; the grammar is
        `grammar/specc_grammar/specc.lark`.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    Dense(3
}
"""
    message = "`(` is never closed"
    good = """\
model Net {
    input x: [8]
    Dense(3)
}
"""
    fixed = """\
model Net {
    input x: [8]
    Dense(3)
}
"""
