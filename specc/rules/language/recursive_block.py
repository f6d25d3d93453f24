"""The rule `recursive-block`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class RecursiveBlock(Rule):
    """A block uses itself.

    What it does:
        Finds blocks that use themselves, by way of others too, and blocks that are nested more than
        64 deep.

    Why is this bad?
        Blocks are unrolled before anything is built, and one that contains itself never ends.
        `repeat` says how often.

    Example:
        block Deep(width) {
            Dense(width, activation=relu)
            Deep(width)

    Use instead:
        repeat 4 { Deep(8) }

    References:
        docs/language.md, "Statements" and "Expressions".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
block Deep(width) {
    Dense(width, activation=relu)
    Deep(width)
}

model Net {
    input x: [8]
    Deep(8)
}
"""
    message = "`Deep` uses itself"
    good = """\
block Deep(width) {
    Dense(width, activation=relu)
}

model Net {
    input x: [8]
    repeat 4 { Deep(8) }
}
"""
