"""The rule `invalid-range`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InvalidRange(Rule):
    """A range of values is empty or not one of numbers.

    What it does:
        Finds ranges after `in` whose lower end is not below the upper one, or whose ends are not
        numbers.

    Why is this bad?
        The range is what the values are held against when the data is loaded, and what rules
        compare outputs with.

    Example:
        input   x: float[8] in 1..0

    Use instead:
        input   x: float[8] in 0..1

    References:
        docs/language.md, "Data".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data points {
    source  = synthetic
    input   x: float[8] in 1..0
    target  y: class(3)
    samples = 1000
}

model Net {
    input x: [8]
    Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
    message = "the range 1..0 is empty"
    good = """\
data points {
    source  = synthetic
    input   x: float[8] in 0..1
    target  y: class(3)
    samples = 1000
}

model Net {
    input x: [8]
    Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}
"""
