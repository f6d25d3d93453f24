"""The rule `name-taken`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class NameTaken(Rule):
    """One name is given to two things.

    What it does:
        Finds names that a file declares twice, and in a body a name that already stands for
        something of another kind: a tensor that is called as a constant is, two inputs or two
        outputs of one name. To call a tensor as an earlier tensor is right: the name then stands
        for the later one.

    Why is this bad?
        Whoever reads the name cannot know which of the two is meant, and neither can specc.

    Example:
        let width = 64
        let width = 32

    Use instead:
        let width = 64
        let narrow = 32

    References:
        docs/language.md, "Declarations".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
let width = 64
let width = 32

model Net {
    input x: [8]
    Dense(width)
}
"""
    message = "`width` is declared twice"
    good = """\
let width = 64
let narrow = 32

model Net {
    input x: [8]
    Dense(width, activation=relu)
    Dense(narrow)
}
"""
