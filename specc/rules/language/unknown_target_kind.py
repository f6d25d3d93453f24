"""The rule `unknown-target-kind`: specc finds it while it reads a spec."""

from specc.diagnostics import Severity
from specc.rule import Rule


class UnknownTargetKind(Rule):
    """A target is of a kind that there is not.

    What it does:
        Finds kinds of targets in `data` that are not known, and targets without a kind. A word of
        another library gets the word of this language.

    Why is this bad?
        The kind says what an output is held against, and so what it must be.

    Example:
        target  y: categorical(3)

    Use instead:
        target  y: class(3)

    References:
        docs/language.md, "Data".
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
data points {
    source  = synthetic
    input   x: float[8]
    target  y: categorical(3)
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
    message = "unknown kind of target `categorical`"
    good = """\
data points {
    source  = synthetic
    input   x: float[8]
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
