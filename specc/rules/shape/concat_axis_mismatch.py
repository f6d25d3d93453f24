"""The rule `concat-axis-mismatch`: specc finds it while it infers the shapes."""

from specc.diagnostics import Severity
from specc.rule import Rule


class ConcatAxisMismatch(Rule):
    """Tensors are joined that differ in more than the axis along which they are joined.

    What it does:
        Finds `Concat` layers whose inputs have different numbers of axes, or other sizes along an
        axis that is not joined. Where they agree only under a condition on dims, the message says
        which.

    Why is this bad?
        The pieces do not make a whole. In a U-Net it is a skip connection around a size that could
        not be halved evenly, or a convolution without padding on one of two branches.

    Example:
        b = image -> Conv2D(8, kernel=5, activation=relu)

    Use instead:
        b = image -> Conv2D(8, kernel=5, padding=1, activation=relu)

    References:
        The frameworks at run time: "Sizes of tensors must match except in dimension 1" (PyTorch
        2.13), "A `Concatenate` layer requires inputs with matching shapes except for the
        concatenation axis" (Keras 3.15).
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Net {
    input image: [32, 32, 3]
    a = image -> Conv2D(8, kernel=3, activation=relu)
    b = image -> Conv2D(8, kernel=5, activation=relu)
    output [a, b] -> Concat -> GlobalAvgPool
}
"""
    message = "`Concat` joins [30, 30, 8] and [28, 28, 8]: axis 0 differs, 30 and 28"
    good = """\
model Net {
    input image: [32, 32, 3]
    a = image -> Conv2D(8, kernel=3, activation=relu)
    b = image -> Conv2D(8, kernel=5, padding=1, activation=relu)
    output [a, b] -> Concat -> GlobalAvgPool
}
"""
