"""The rule `assertion-failed`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class AssertionFailed(Rule):
    """A block is used in a way that its author ruled out.

    What it does:
        Finds uses of a block for which its `assert` does not hold, and says the block's own
        message. Where the condition is one on dims, the help says how to declare it.

    Why is this bad?
        The author of the block knew that it makes no sense there, or would fail later with a
        message that helps less.

    Example:
        Grouped(4)

    Use instead:
        Grouped(3)

    References:
        docs/language.md, "Statements".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
block Grouped(groups) {
    input x
    assert x.channels % groups == 0, "the groups must divide the channels"
    x -> Conv2D(x.channels, kernel=3, groups=groups)
}

model Net {
    input image: [32, 32, 6]
    Grouped(4)
}
"""
    message = "the groups must divide the channels"
    good = """\
block Grouped(groups) {
    input x
    assert x.channels % groups == 0, "the groups must divide the channels"
    x -> Conv2D(x.channels, kernel=3, groups=groups)
}

model Net {
    input image: [32, 32, 6]
    Grouped(3)
}
"""
