"""The rule `input-rank-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class InputRankMismatch(Rule):
    """A layer gets a tensor with more or fewer axes than it works on.

    What it does:
        Finds layers whose input has another number of axes: an image without its channel axis, a
        batch axis that was written, a vector where a sequence is wanted. Where another layer makes
        the tensor, the help says how to give it the right number of axes.

    Why is this bad?
        The layer would not know which axis is which. The batch axis is implied and never written; a
        grey image has one channel.

    Example:
        input image: [28, 28]

    Use instead:
        input image: [28, 28, 1]

    References:
        docs/language.md, "Inputs and outputs" and "Shapes". The frameworks at run time: "expected
        min_ndim=4, found ndim=3" (Keras 3.15), "Expected 3D (unbatched) or 4D (batched) input to
        conv2d" (PyTorch 2.13).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [28, 28]
    Conv2D(32, kernel=3, activation=relu)
    GlobalAvgPool
}
"""
    message = "`Conv2D` wants [height, width, channels], got [28, 28]"
    good = """\
model Net {
    input image: [28, 28, 1]
    Conv2D(32, kernel=3, activation=relu)
    GlobalAvgPool
}
"""
