"""The rule `limit-exceeded`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class LimitExceeded(Rule):
    """A spec asks for more than a check gives.

    What it does:
        Finds what is larger than a spec may be: a file of more than 1 MiB, brackets nested more
        than 64 deep, whole numbers of more than 63 bits, more than 200,000 layers after unrolling,
        more than 256 imported files, and the like.

    Why is this bad?
        A spec is untrusted input. A check that has a bound ends in time and says where the bound
        was passed; one without would hang or run out of memory.

    Example:
        let width = 2 ** 70

    Use instead:
        let width = 2 ** 7

    References:
        docs/language.md, "Limits".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
let width = 2 ** 70

model Net {
    input x: [8]
    Dense(width)
}
"""
    message = "the number does not fit into 63 bits"
    good = """\
let width = 2 ** 7

model Net {
    input x: [8]
    Dense(width)
}
"""
