"""The rule `spatial-collapse`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class SpatialCollapse(Rule):
    """A window is larger than what is left of an image or a sequence.

    What it does:
        Finds convolutions, pools and crops that leave nothing along an axis, and those that would
        for some values of a dim; then a fix declares what the dim must be. Where the input looks
        like an image with its channels first, the help says so.

    Why is this bad?
        There is not one place where the window fits, so the result has no elements. Mostly there
        are more pools and strides in front than the image has room for.

    Example:
        Conv2D(64, kernel=5, activation=relu)

    Use instead:
        Conv2D(64, kernel=3, activation=relu)

    References:
        Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning" (arXiv
        1603.07285). The frameworks at run time: "Kernel size can't be greater than actual input
        size" (PyTorch 2.13), "Computed output size would be zero or negative" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, activation=relu) -> MaxPool2D(2)
    Conv2D(64, kernel=5, activation=relu)
    GlobalAvgPool
}
"""
    message = (
        "the window of `Conv2D` spans 5 along axis 0, and the input [3, 3, 32] has only 3 there"
    )
    good = """\
model Net {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, activation=relu) -> MaxPool2D(2)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
}
"""
