"""Transposed convolutions, in one to three dimensions.

Shapes after Dumoulin and Visin 2016 (arXiv 1603.07285, section 4).
"""

from typing import TYPE_CHECKING

from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Int, PerAxis
from specc.layer import Case, Shape, Weight
from specc.layers.convolution import Spatial
from specc.setting import Fault, setting
from specc.window import Pad, PaddingKind, axis_pad, channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class ConvTranspose(Spatial, abstract=True):
    """The transpose of a convolution: every input element adds a scaled kernel to the output.

    `valid` gives `(n - 1) * stride + kernel + output_padding`, `same` gives `n * stride`, and
    counts are cut off at both sides.
    """

    stem = "conv_transpose"
    filters: int = setting(Int(1), doc="the number of output channels")
    kernel: tuple[int, ...] = setting(PerAxis(), doc="the size of the window")
    stride: tuple[int, ...] = setting(
        PerAxis(), 1, doc="the step between two input elements in the output"
    )
    padding: Pad = setting(PaddingKind(), "valid", doc="what is cut off around the output")
    output_padding: tuple[int, ...] = setting(
        PerAxis(low=0), 0, doc="what is added at the end of the output"
    )

    def check(self) -> Fault | None:
        """The added rows are fewer than the stride, and `same` decides the size by itself."""
        if self.padding == "same" and any(self.output_padding):
            message = (
                f"`output_padding` of `{self.word}` has no effect under `padding=same`, "
                "which fixes the output at input * stride"
            )
            return Fault(message, setting="output_padding", rule="invalid-setting")
        for extra, stride in zip(self.output_padding, self.stride, strict=True):
            if extra and extra >= stride:
                what = f"`output_padding` of `{self.word}`"
                message = f"{what} is {extra}, and must be below the stride, {stride}"
                return Fault(message, setting="output_padding", rule="invalid-setting")
        return super().check()

    def shape(self, *inputs: TensorType) -> Shape:
        """Each spatial size grows by about the stride."""
        fault = fixed_channels(self.word, inputs[0])
        sizes = tuple(self._grown(inputs[0].sizes[axis], axis) for axis in range(self.spatial))
        if any(isinstance(size, int) and size < 1 for size in sizes):
            made = TensorType((*sizes, self.filters))
            message = f"`{self.word}` cuts off more than it makes: {inputs[0]} becomes {made}"
            fault = fault or Fault(message, setting="padding", rule="spatial-collapse")
        return fault or TensorType((*sizes, self.filters))

    def _grown(self, size: Size, axis: int) -> Size:
        pad, stride = axis_pad(self.padding, axis), self.stride[axis]
        if pad == "same":
            return size * stride
        cut = sum(pad) if isinstance(pad, tuple) else 0
        return (size - 1) * stride + (self.kernel[axis] + self.output_padding[axis] - cut)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The kernel, `[*taps, filters, channels in]` as both frameworks have it, and the bias."""
        channels = channel_count(inputs[0])
        shape = (*self.kernel, self.filters, channels)
        fans = (self.taps * self.filters, self.taps * channels)
        return (
            Weight("kernel", shape, self.init, self.trainable, *fans),
            *self.bias_weight(self.filters),
        )

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each input element, tap and filter."""
        return inputs[0].size * (self.taps * self.filters)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each output sums over the windows that reach it and the channels."""
        return path.spread(inputs[0], self)


class ConvTranspose1D(ConvTranspose):
    """Transposed convolution over time.

    Shapes: `[time, channels]` → `[time', filters]`.
    """

    spatial = 1
    cases = (
        Case("ConvTranspose1D(4, 3, stride=2)", ((5, 3),), (11, 4), 40),
        Case("ConvTranspose1D(4, 4, stride=2, padding=same)", ((5, 3),), (10, 4), 52),
    )


class ConvTranspose2D(ConvTranspose):
    """Transposed convolution over images.

    Shapes: `[height, width, channels]` → `[height', width', filters]`.
    """

    spatial = 2
    cases = (
        Case("ConvTranspose2D(4, kernel=2, stride=2)", ((4, 5, 3),), (8, 10, 4), 52),
        Case("ConvTranspose2D(4, kernel=3, stride=2, padding=same)", ((4, 5, 3),), (8, 10, 4), 112),
        Case(
            "ConvTranspose2D(2, kernel=3, stride=2, padding=1, output_padding=1, bias=false)",
            ((4, 5, 3),),
            (8, 10, 2),
            54,
        ),
        Case("ConvTranspose2D(2, kernel=2, stride=3, padding=same)", ((4, 5, 3),), (12, 15, 2), 26),
    )


class ConvTranspose3D(ConvTranspose):
    """Transposed convolution over volumes.

    Shapes: `[depth, height, width, channels]` → `[depth', height', width', filters]`.
    """

    spatial = 3
    cases = (Case("ConvTranspose3D(2, kernel=2, stride=2)", ((2, 3, 4, 3),), (4, 6, 8, 2), 50),)
