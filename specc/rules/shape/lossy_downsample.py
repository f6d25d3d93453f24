"""The rule `lossy-downsample`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.layer import Layer
from specc.layers.convolution import Convolution, DepthwiseConvolution
from specc.layers.pooling import GlobalPool, Pool
from specc.rule import Application, Rule, Subject
from specc.window import Pad, axis_pad

SLIDING = (Convolution, DepthwiseConvolution, Pool)


class LossyDownsample(Rule):
    """The last rows or columns of an image are never read.

    What it does:
        Finds convolutions and pools with a stride whose last window ends before the input does,
        padding counted: rows, columns or time steps at the end are read by no window. It is silent
        where a pool over all positions comes next, and where the stride is larger than the window,
        which skips positions everywhere. Off by default: many networks lose a row somewhere and are
        none the worse for it.

    Why is this bad?
        What is at the border is lost, and only on one side. Where the lost part is a good share of
        what is left, as a row of five, or where the result is to be as large as the input again,
        padding keeps it.

    Example:
        MaxPool2D(2)

    Use instead:
        MaxPool2D(2, padding=same)

    References:
        Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning" (arXiv
        1603.07285): the number of windows is rounded down. Deeplearning4j's documentation of
        `ConvolutionMode.Truncate` says what that costs: "some input activations can be
        lost/ignored".
    """

    severity = Severity.INFO
    default = False
    needs = (("convolution", "pooling"),)
    bad = """\
model Digits {
    input image: [9, 9, 1]
    Conv2D(16, kernel=3, activation=relu)
    MaxPool2D(2)
    Conv2D(32, kernel=3, activation=relu)
    Flatten
    Dense(10)
}
"""
    message = "`MaxPool2D` never reads the last 1 of 7 positions along axes 0 and 1 of [7, 7, 16]"
    good = """\
model Digits {
    input image: [9, 9, 1]
    Conv2D(16, kernel=3, activation=relu)
    MaxPool2D(2, padding=same)
    Conv2D(32, kernel=3, activation=relu)
    Flatten
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use loses something along some axis."""
        for uses in subject.places(*SLIDING):
            lost = [_lost(use) for use in uses]
            if lost[0] and all(lost):
                yield self._finding(uses[0], lost[0])

    def _finding(self, use: Application, lost: dict[int, int]) -> Diagnostic:
        kind = use.facts.graph.values[use.node.inputs[0]].type
        axis, count = next(iter(lost.items()))
        alike = [n for n, c in lost.items() if (c, kind.sizes[n]) == (count, kind.sizes[axis])]
        axes = f"axis {axis}" if len(alike) == 1 else f"axes {' and '.join(map(str, alike))}"
        message = (
            f"`{use.node.layer.word}` never reads the last {count} of {kind.sizes[axis]} positions "
            f"along {axes} of {kind}"
        )
        return self.at(use.node.place, message, help="`padding=same` reads them")


def _lost(use: Application) -> dict[int, int]:
    """How many positions at the end of each axis no window reads, where there are some."""
    after = use.facts.follower(use.node)
    if after is not None and isinstance(after.layer, GlobalPool):
        return {}
    kind = use.facts.graph.values[use.node.inputs[0]].type
    lost = {axis: _unread(use.node.layer, kind, axis) for axis in range(kind.rank - 1)}
    return {axis: count for axis, count in lost.items() if count > 0}


def _unread(layer: Layer, kind: TensorType, axis: int) -> int:
    size: Size = kind.sizes[axis]
    window, stride, pad = _window(layer)
    sides = axis_pad(pad, axis)
    if not isinstance(size, int) or sides in ("same", "causal"):
        return 0
    before, after = sides if isinstance(sides, tuple) else (0, 0)
    reach = getattr(layer, "dilation", (1,) * len(window))[axis] * (window[axis] - 1) + 1
    if stride[axis] > reach:
        return 0
    return (size + before + after - reach) % stride[axis] - after


def _window(layer: Layer) -> tuple[tuple[int, ...], tuple[int, ...], Pad]:
    if isinstance(layer, Pool):
        return layer.size, layer.stride, layer.padding
    assert isinstance(layer, (Convolution, DepthwiseConvolution))
    return layer.kernel, layer.stride, layer.padding
