"""The rule `input-count`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InputCount(Rule):
    """A layer or a block gets more or fewer tensors than it takes.

    What it does:
        Finds lists of tensors in front of a layer that takes one, single tensors in front of a
        layer that takes several, and layers with several results whose next layer takes one.

    Why is this bad?
        It is not said which of the tensors is meant, or how they become one.

    Example:
        [x, y] -> Dense(3)

    Use instead:
        [x, y] -> Concat -> Dense(3)

    References:
        docs/language.md, "Statements".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input x: [8]
    input y: [4]
    [x, y] -> Dense(3)
}
"""
    message = "`Dense` takes 1 input, got 2"
    good = """\
model Net {
    input x: [8]
    input y: [4]
    [x, y] -> Concat -> Dense(3)
}
"""
