"""Convolutions: plain, depthwise and separable, in one to three dimensions.

Shapes and multiply-adds after Dumoulin and Visin 2016 (arXiv 1603.07285); kernels in specc's order
are `[*taps, channels in, channels out]`.
"""

from math import gcd, prod
from typing import TYPE_CHECKING

from specc.initialiser import IdentityMatrix
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Int, PerAxis
from specc.layer import Case, Shape, Weight, Weighted
from specc.setting import Fault, setting
from specc.window import (
    Pad,
    PaddingKind,
    axis_pad,
    channel_count,
    collapsed,
    fixed_channels,
    indivisible,
    places,
)

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

AXES = {
    1: "[time, channels]",
    2: "[height, width, channels]",
    3: "[depth, height, width, channels]",
}


class Spatial(Weighted, abstract=True):
    """What all convolutions share: a window of `kernel` taps that moves by `stride`."""

    family = "convolution"
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: Pad
    dilation: tuple[int, ...] = (1, 1, 1)
    stem = "conv"

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if not abstract:
            cls.ranks = (cls.spatial + 1, cls.spatial + 1)
            cls.form = AXES[cls.spatial]
        super().__init_subclass__(abstract=abstract)

    def check(self) -> Fault | None:
        """A kernel with taps is no matrix."""
        if type(self.init) is not IdentityMatrix:
            return None
        axes = self.spatial + 2
        message = f"`identity` starts matrices, and a kernel of `{self.word}` has {axes} axes"
        help = "`orthogonal` keeps the size of a signal as well"
        return Fault(message, help, setting="init", rule="invalid-setting")

    @property
    def taps(self) -> int:
        """The number of kernel positions."""
        return prod(self.kernel)

    def window(self, kind: TensorType, channels: Size) -> Shape:
        """The type after the window has moved over every spatial axis."""
        sizes: list[Size] = []
        for axis in range(self.spatial):
            pad = axis_pad(self.padding, axis)
            size = places(
                kind.sizes[axis], self.kernel[axis], self.stride[axis], pad, self.dilation[axis]
            )
            if isinstance(size, int) and size < 1:
                reach = self.dilation[axis] * (self.kernel[axis] - 1) + 1
                return collapsed(type(self).__name__, kind, axis, reach, pad)
            sizes.append(size)
        return TensorType((*sizes, channels))

    def bias_weight(self, channels: int) -> tuple[Weight, ...]:
        """The bias, where there is one."""
        return (Weight("bias", (channels,), self.bias_init, self.trainable),) if self.bias else ()


class Convolution(Spatial, abstract=True):
    """`y[p, o] = b[o] + sum over t, c of x[p * stride + t * dilation - pad, c] W[t, c, o]`.

    `t` runs over the taps of the window, `c` over the input's channels.
    """

    filters: int = setting(Int(1), doc="the number of output channels")
    kernel: tuple[int, ...] = setting(PerAxis(), doc="the size of the window")
    stride: tuple[int, ...] = setting(PerAxis(), 1, doc="the step of the window")
    padding: Pad = setting(PaddingKind(causal=True), "valid", doc="what is added around the input")
    dilation: tuple[int, ...] = setting(PerAxis(), 1, doc="the distance between two taps")
    groups: int = setting(Int(1), 1, doc="how many independent convolutions share the channels")

    def shape(self, *inputs: TensorType) -> Shape:
        """Each spatial size becomes the number of places of the window."""
        fault = fixed_channels(self.word, inputs[0]) or self._groups(channel_count(inputs[0]))
        return fault or self.window(inputs[0], self.filters)

    def _groups(self, channels: int) -> Fault | None:
        for count, what in ((channels, "input channels"), (self.filters, "filters")):
            if count % self.groups:
                whole = gcd(channels, self.filters)
                return indivisible(self.word, what, count, self.groups, whole)
        return None

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The kernel and the bias."""
        channels = channel_count(inputs[0]) // self.groups
        shape = (*self.kernel, channels, self.filters)
        fans = (self.taps * channels, self.taps * self.filters // self.groups)
        return (
            Weight("kernel", shape, self.init, self.trainable, *fans),
            *self.bias_weight(self.filters),
        )

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each output element, tap and input channel of its group."""
        return outputs[0].size * (self.taps * (channel_count(inputs[0]) // self.groups))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each output sums over the taps inside the image and the channels of its group."""
        (x,) = inputs
        reads, feeds = x.width // self.groups, self.filters // self.groups
        return path.slide(x, self, reads, feeds, self.filters)


class Conv1D(Convolution):
    """Convolution over time.

    Shapes: `[time, channels]` → `[time', filters]`; `padding=causal` looks only back.
    """

    spatial = 1
    cases = (
        Case("Conv1D(8, 3)", ((10, 4),), (8, 8), 104),
        Case("Conv1D(6, 3, padding=causal, dilation=2)", ((10, 4),), (10, 6), 78),
        Case("Conv1D(6, 4, stride=3, padding=same, groups=2)", ((11, 4),), (4, 6), 54),
    )


class Conv2D(Convolution):
    """Convolution over images.

    Shapes: `[height, width, channels]` → `[height', width', filters]`.
    """

    spatial = 2
    cases = (
        Case("Conv2D(32, kernel=3)", ((8, 8, 1),), (6, 6, 32), 320),
        Case("Conv2D(4, kernel=3, stride=2, padding=same)", ((8, 7, 3),), (4, 4, 4), 112),
        Case(
            "Conv2D(4, kernel=[3, 2], padding=[[0, 1], [2, 0]], bias=false)",
            ((8, 7, 3),),
            (7, 8, 4),
            72,
        ),
        Case(
            "Conv2D(6, kernel=3, dilation=2, groups=3, padding=2, activation=relu)",
            ((9, 9, 3),),
            (9, 9, 6),
            60,
        ),
    )


class Conv3D(Convolution):
    """Convolution over volumes or video.

    Shapes: `[depth, height, width, channels]` → `[depth', height', width', filters]`.
    """

    spatial = 3
    cases = (
        Case("Conv3D(4, kernel=3)", ((5, 6, 7, 2),), (3, 4, 5, 4), 220),
        Case(
            "Conv3D(4, kernel=[1, 3, 3], stride=[1, 2, 2], padding=same)",
            ((4, 6, 7, 2),),
            (4, 3, 4, 4),
            76,
        ),
    )


class DepthwiseConvolution(Spatial, abstract=True):
    """A convolution of each channel by itself, giving `multiplier` channels for each."""

    stem = "depthwise_conv"
    kernel: tuple[int, ...] = setting(PerAxis(), doc="the size of the window")
    stride: tuple[int, ...] = setting(PerAxis(), 1, doc="the step of the window")
    padding: Pad = setting(PaddingKind(causal=True), "valid", doc="what is added around the input")
    dilation: tuple[int, ...] = setting(PerAxis(), 1, doc="the distance between two taps")
    multiplier: int = setting(Int(1), 1, doc="output channels for each input channel")

    def shape(self, *inputs: TensorType) -> Shape:
        """Each spatial size becomes the number of places; channels grow by `multiplier`."""
        return fixed_channels(self.word, inputs[0]) or self.window(
            inputs[0], inputs[0].channels * self.multiplier
        )

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The kernel `[*taps, channels, multiplier]` and the bias."""
        channels = channel_count(inputs[0])
        shape = (*self.kernel, channels, self.multiplier)
        fans = (self.taps, self.taps * self.multiplier)
        kernel = Weight("kernel", shape, self.init, self.trainable, *fans)
        return (kernel, *self.bias_weight(channels * self.multiplier))

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each output element and tap."""
        return outputs[0].size * self.taps

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each output sums over the taps of one channel."""
        (x,) = inputs
        return path.slide(x, self, 1, self.multiplier, x.width * self.multiplier)


class DepthwiseConv1D(DepthwiseConvolution):
    """Depthwise convolution over time.

    Shapes: `[time, channels]` → `[time', channels * multiplier]`.
    """

    spatial = 1
    cases = (
        Case("DepthwiseConv1D(3)", ((9, 4),), (7, 4), 16),
        Case(
            "DepthwiseConv1D(3, stride=2, padding=same, multiplier=2, bias=false)",
            ((9, 4),),
            (5, 8),
            24,
        ),
    )


class DepthwiseConv2D(DepthwiseConvolution):
    """Depthwise convolution over images.

    Shapes: `[height, width, channels]` → `[height', width', channels * multiplier]`.
    """

    spatial = 2
    cases = (
        Case("DepthwiseConv2D(3, padding=1)", ((8, 9, 4),), (8, 9, 4), 40),
        Case(
            "DepthwiseConv2D(3, stride=2, padding=same, multiplier=2)", ((8, 9, 4),), (4, 5, 8), 80
        ),
    )


class SeparableConvolution(Spatial, abstract=True):
    """A depthwise convolution, then one with a window of one (Chollet 2017, arXiv 1610.02357)."""

    stem = "separable_conv"
    filters: int = setting(Int(1), doc="the number of output channels")
    kernel: tuple[int, ...] = setting(PerAxis(), doc="the size of the window")
    stride: tuple[int, ...] = setting(PerAxis(), 1, doc="the step of the window")
    padding: Pad = setting(PaddingKind(causal=True), "valid", doc="what is added around the input")
    dilation: tuple[int, ...] = setting(PerAxis(), 1, doc="the distance between two taps")
    multiplier: int = setting(Int(1), 1, doc="channels between the two for each input channel")

    def shape(self, *inputs: TensorType) -> Shape:
        """Each spatial size becomes the number of places of the window."""
        return fixed_channels(self.word, inputs[0]) or self.window(inputs[0], self.filters)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The depthwise kernel, the pointwise kernel and the bias."""
        channels = channel_count(inputs[0])
        middle = channels * self.multiplier
        depthwise = (*self.kernel, channels, self.multiplier)
        pointwise = (*(1,) * self.spatial, middle, self.filters)
        return (
            Weight(
                "depthwise",
                depthwise,
                self.init,
                self.trainable,
                self.taps,
                self.taps * self.multiplier,
            ),
            Weight("pointwise", pointwise, self.init, self.trainable, middle, self.filters),
            *self.bias_weight(self.filters),
        )

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Taps for each channel in between, then those channels for each filter."""
        middle = channel_count(inputs[0]) * self.multiplier
        positions = outputs[0].with_channels(1).size
        return positions * (middle * (self.taps + self.filters))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The two convolutions after each other."""
        (x,) = inputs
        middle = x.width * self.multiplier
        between = path.slide(x, self, 1, self.multiplier, middle, "depthwise", "")
        return path.mix(between, self.filters, "pointwise")


class SeparableConv1D(SeparableConvolution):
    """Separable convolution over time.

    Shapes: `[time, channels]` → `[time', filters]`.
    """

    spatial = 1
    cases = (Case("SeparableConv1D(6, 3, padding=same)", ((9, 4),), (9, 6), 42),)


class SeparableConv2D(SeparableConvolution):
    """Separable convolution over images.

    Shapes: `[height, width, channels]` → `[height', width', filters]`.
    """

    spatial = 2
    cases = (
        Case("SeparableConv2D(6, 3)", ((8, 9, 4),), (6, 7, 6), 66),
        Case(
            "SeparableConv2D(6, 3, stride=2, padding=same, multiplier=2, bias=false)",
            ((8, 9, 4),),
            (4, 5, 6),
            120,
        ),
    )
