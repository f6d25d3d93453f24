"""The rule `symbolic-channels`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class SymbolicChannels(Rule):
    """A weight would have a size that is known only at run time.

    What it does:
        Finds layers with weights for the last axis where the size of that axis depends on a dim,
        such as a `Dense` behind the `Flatten` of an image whose height and width are open.

    Why is this bad?
        Weights are made before the first input arrives. Pooling over all positions leaves a size
        that does not depend on how many there are.

    Example:
        Conv2D(8, kernel=3, padding=same, activation=relu) -> Flatten

    Use instead:
        Conv2D(8, kernel=3, padding=same, activation=relu) -> GlobalAvgPool

    References:
        docs/language.md, "Shapes". Keras at run time: "Shapes used to initialize variables must be
        fully-defined (no `None` dimensions)" (Keras 3.15). Pooling over all positions: Lin et al.
        2013, "Network In Network" (arXiv 1312.4400), section 3.2.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
dim H, W

model Net {
    input image: [H, W, 3]
    Conv2D(8, kernel=3, padding=same, activation=relu) -> Flatten
    Dense(10)
}
"""
    message = (
        "`Dense` makes weights for the last axis, and its size `8 * H * W` is not known "
        "before run time"
    )
    good = """\
dim H, W

model Net {
    input image: [H, W, 3]
    Conv2D(8, kernel=3, padding=same, activation=relu) -> GlobalAvgPool
    Dense(10)
}
"""
