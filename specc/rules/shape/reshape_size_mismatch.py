"""The rule `reshape-size-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class ReshapeSizeMismatch(Rule):
    """A reshaping makes more or fewer elements than there are.

    What it does:
        Finds `Reshape` layers whose sizes do not multiply to the number of elements, and those with
        a `-1` for which no size is left. Sizes that fit are offered.

    Why is this bad?
        Reshaping lays the same elements out in another way. Sizes that were worked out by hand go
        wrong when a layer in front of them changes; one of them may be `-1`.

    Example:
        Dense(6272, activation=relu) -> Reshape([7, 7, 256])

    Use instead:
        Dense(6272, activation=relu) -> Reshape([7, 7, 128])

    References:
        docs/layers.md, "Reshape". The frameworks at run time: "shape '[2, 28, 29]' is invalid for
        input of size 1568" (PyTorch 2.13), "The total size of the tensor must be unchanged" (Keras
        3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input z: [100]
    Dense(6272, activation=relu) -> Reshape([7, 7, 256])
    Conv2D(1, kernel=3)
}
"""
    message = "`Reshape` makes [7, 7, 256] of [6272]: 12544 elements and 6272"
    good = """\
model Net {
    input z: [100]
    Dense(6272, activation=relu) -> Reshape([7, 7, -1])
    Conv2D(1, kernel=3)
}
"""
    fixed = """\
model Net {
    input z: [100]
    Dense(6272, activation=relu) -> Reshape([7, 7, 128])
    Conv2D(1, kernel=3)
}
"""
