"""The rule `unequal-rows`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnequalRows(Rule):
    """The rows of a table are not all alike.

    What it does:
        Finds literal tables whose rows have different shapes, and tables with more or fewer inputs
        than targets.

    Why is this bad?
        A batch is one tensor, so all examples have one shape, and each has its own target.

    Example:
        source = table([[0, 0], [0, 1], [1]], [0, 1, 1])

    Use instead:
        source = table([[0, 0], [0, 1], [1, 0]], [0, 1, 1])

    References:
        docs/language.md, "Data".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data gate {
    source = table([[0, 0], [0, 1], [1]], [0, 1, 1])
}

model Or {
    input x: [2]
    Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    message = (
        "`inputs` of `table` must be a list of rows of numbers, all of one shape, got [2] in "
        "row 1 and [1] in row 3"
    )
    good = """\
data gate {
    source = table([[0, 0], [0, 1], [1, 0]], [0, 1, 1])
}

model Or {
    input x: [2]
    Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
