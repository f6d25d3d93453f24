"""The rule `shape-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class ShapeMismatch(Rule):
    """A layer or a block gets a tensor whose sizes do not fit.

    What it does:
        Finds sums and products of tensors that do not broadcast, splits and slices that a tensor is
        too small for, states that are not those of a recurrent layer, and inputs of blocks that are
        not as declared. Where two shapes agree only under a condition on dims, the message says
        which, and a fix declares it.

    Why is this bad?
        There is no result. Between the two branches of a residual connection a convolution with a
        kernel of 1 makes the shapes alike.

    Example:
        output image + y -> GlobalAvgPool

    Use instead:
        y = image -> Conv2D(16, kernel=3, padding=same, activation=relu)
        output image + y -> GlobalAvgPool

    References:
        He et al. 2015, "Deep Residual Learning for Image Recognition" (arXiv 1512.03385), section
        3.3: 1x1 convolutions match the dimensions of shortcuts. The frameworks at run time: "The
        size of tensor a (16) must match the size of tensor b (32) at non-singleton dimension 3"
        (PyTorch 2.13), "Inputs have incompatible shapes" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [32, 32, 16]
    y = image -> Conv2D(32, kernel=3, padding=same, activation=relu)
    output image + y -> GlobalAvgPool
}
"""
    message = "`Add` joins [32, 32, 16] and [32, 32, 32]: axis 2 differs, 16 and 32"
    good = """\
model Net {
    input image: [32, 32, 16]
    y = image -> Conv2D(16, kernel=3, padding=same, activation=relu)
    output image + y -> GlobalAvgPool
}
"""
