"""Pooling: the largest or the mean value of a window, of all positions, or of an even share."""

from math import prod
from typing import TYPE_CHECKING, Any

from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Either, Int, ListOf, Optional, PerAxis
from specc.layer import Case, Layer, Shape
from specc.layers.convolution import AXES
from specc.setting import Fault, setting
from specc.window import Pad, PaddingKind, axis_pad, collapsed, places

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

INDEX_BYTES = 8


class Pool(Layer, abstract=True):
    """A window of `size` positions that moves by `stride` over each channel by itself."""

    family = "pooling"
    foreign = {"kernel": "size", "kernel_size": "size", "strides": "stride"}
    transparent = True
    saves_inputs = True
    size: tuple[int, ...] = setting(PerAxis(), doc="the size of the window")
    stride: tuple[int, ...] = setting(
        Optional(PerAxis()), None, doc="the step of the window; its size where not given"
    )
    padding: Pad = setting(PaddingKind(), "valid", doc="what is added around the input")

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        if not abstract:
            cls.ranks = (cls.spatial + 1, cls.spatial + 1)
            cls.form = AXES[cls.spatial]
        super().__init_subclass__(abstract=abstract)

    def __init__(self, **values: Any) -> None:
        if values.get("stride") is None:
            values["stride"] = values["size"]
        super().__init__(**values)

    def given(self) -> dict[str, Any]:
        """The settings whose values differ from their defaults; `stride` defaults to `size`."""
        found = super().given()
        return {n: v for n, v in found.items() if n != "stride" or v != self.size}

    def check(self) -> Fault | None:
        """Every window holds at least one element of the input."""
        if isinstance(self.padding, str):
            return None
        for sides, size in zip(self.padding, self.size, strict=True):
            if max(sides) >= size:
                message = (
                    f"`padding` of `{self.word}` adds {max(sides)} on one side, and must be below "
                    f"the window's size, {size}"
                )
                help = "a window of nothing but padding has neither a largest nor a mean value"
                return Fault(message, help, setting="padding", rule="invalid-setting")
        return None

    def shape(self, *inputs: TensorType) -> Shape:
        """Each spatial size becomes the number of places of the window."""
        sizes: list[Size] = []
        for axis, (size, stride) in enumerate(zip(self.size, self.stride, strict=True)):
            pad = axis_pad(self.padding, axis)
            count = places(inputs[0].sizes[axis], size, stride, pad)
            if isinstance(count, int) and count < 1:
                return collapsed(self.word, inputs[0], axis, size, pad)
            sizes.append(count)
        return TensorType((*sizes, inputs[0].channels))


class MaxPool(Pool, abstract=True):
    """`y[p, c] = max over window positions t of x[p * stride + t - pad, c]`; padding never wins."""

    stem = "max_pool"

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Where each maximum came from, as 64-bit indices."""
        return outputs[0].size * INDEX_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The largest of a window."""
        return path.top(inputs[0], self)


class MaxPool1D(MaxPool):
    """Largest value of each window over time.

    Shapes: `[time, channels]` → `[time', channels]`.
    """

    spatial = 1
    cases = (
        Case("MaxPool1D(2)", ((9, 3),), (4, 3)),
        Case("MaxPool1D(3, stride=2, padding=same)", ((9, 3),), (5, 3)),
        Case("MaxPool1D(4, 3, padding=[[0, 2]])", ((9, 3),), (3, 3)),
    )


class MaxPool2D(MaxPool):
    """Largest value of each window over an image.

    Shapes: `[height, width, channels]` → `[height', width', channels]`.
    """

    spatial = 2
    cases = (
        Case("MaxPool2D(2)", ((8, 7, 3),), (4, 3, 3)),
        Case("MaxPool2D(3, stride=2, padding=1)", ((8, 7, 3),), (4, 4, 3)),
        Case("MaxPool2D([2, 3], padding=same)", ((7, 7, 3),), (4, 3, 3)),
        Case("MaxPool2D(3, stride=1, padding=same)", ((5, 4, 2),), (5, 4, 2)),
    )


class MaxPool3D(MaxPool):
    """Largest value of each window over a volume or video.

    Shapes: `[depth, height, width, channels]` → `[depth', height', width', channels]`.
    """

    spatial = 3
    cases = (
        Case("MaxPool3D(2)", ((4, 5, 6, 2),), (2, 2, 3, 2)),
        Case("MaxPool3D([1, 2, 3], stride=2, padding=same)", ((4, 5, 7, 2),), (2, 3, 4, 2)),
    )


class AvgPool(Pool, abstract=True):
    """`y[p, c] = mean over window positions t of x[p * stride + t - pad, c]`.

    The mean is over the positions inside the input: padding is not counted.
    """

    stem = "avg_pool"
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The mean of a window."""
        return path.level(inputs[0], self)


class AvgPool1D(AvgPool):
    """Mean of each window over time.

    Shapes: `[time, channels]` → `[time', channels]`.
    """

    spatial = 1
    cases = (
        Case("AvgPool1D(2)", ((9, 3),), (4, 3)),
        Case("AvgPool1D(3, stride=2, padding=same)", ((8, 3),), (4, 3)),
    )


class AvgPool2D(AvgPool):
    """Mean of each window over an image.

    Shapes: `[height, width, channels]` → `[height', width', channels]`.
    """

    spatial = 2
    cases = (
        Case("AvgPool2D(2)", ((8, 7, 3),), (4, 3, 3)),
        Case("AvgPool2D(3, stride=2, padding=same)", ((8, 7, 3),), (4, 4, 3)),
        Case("AvgPool2D(3, 1, padding=1)", ((5, 6, 2),), (5, 6, 2)),
    )


class AvgPool3D(AvgPool):
    """Mean of each window over a volume or video.

    Shapes: `[depth, height, width, channels]` → `[depth', height', width', channels]`.
    """

    spatial = 3
    cases = (
        Case("AvgPool3D(2)", ((4, 5, 6, 2),), (2, 2, 3, 2)),
        Case("AvgPool3D(3, stride=2, padding=same)", ((4, 5, 7, 2),), (2, 3, 4, 2)),
    )


class GlobalPool(Layer, abstract=True):
    """One value for each channel from all positions."""

    family = "pooling"
    foreign = {"keepdims": "keep", "keepdim": "keep"}
    ranks = (2, None)
    transparent = True
    keep: bool = setting(
        Bool(), False, positional=False, doc="whether the other axes stay, with a size of 1"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The channels, behind axes of 1 where these are kept."""
        before = (1,) * (inputs[0].rank - 1) if self.keep else ()
        return TensorType((*before, inputs[0].channels))


class GlobalAvgPool(GlobalPool):
    """Mean over all axes but the last: `y[c] = mean over positions p of x[p, c]`.

    Shapes: `[..., channels]` → `[channels]`, with `keep=true` `[1, ..., channels]`.
    Lin et al. 2014, arXiv 1312.4400.
    """

    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The mean of all positions."""
        return path.level_of(inputs[0], tuple(range(len(inputs[0].sizes) - 1)))

    cases = (
        Case("GlobalAvgPool", ((7, 5, 4),), (4,)),
        Case("GlobalAvgPool(keep=true)", ((9, 4),), (1, 4)),
        Case("GlobalAvgPool", ((2, 3, 4, 5),), (5,)),
    )


class GlobalMaxPool(GlobalPool):
    """Largest value over all axes but the last: `y[c] = max over positions p of x[p, c]`.

    Shapes: `[..., channels]` → `[channels]`, with `keep=true` `[1, ..., channels]`.
    """

    saves_inputs = True
    saves_output = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The largest of all positions."""
        return path.top_of(inputs[0], tuple(range(len(inputs[0].sizes) - 1)))

    cases = (
        Case("GlobalMaxPool", ((7, 5, 4),), (4,)),
        Case("GlobalMaxPool(keep=true)", ((7, 5, 4),), (1, 1, 4)),
        Case("GlobalMaxPool", ((9, 4),), (4,)),
    )


class AdaptiveAvgPool(Layer):
    """Mean over windows chosen so that `size` of them cover each spatial axis.

    Window `i` of `m` on an axis of `n` reaches from `floor(i n / m)` up to `ceil((i + 1) n / m)`,
    so neighbours overlap where `m` does not divide `n`.

    Shapes: `[..., channels]` with one to three axes in front → `[*size, channels]`.
    """

    family = "pooling"
    foreign = {"output_size": "size"}
    ranks = (2, 4)
    transparent = True
    linear = True
    saves_inputs = True
    size: int | tuple[int, ...] = setting(
        Either(Int(1), ListOf(Int(1))), doc="the number of windows along each spatial axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The number of windows for each spatial axis."""
        spatial = inputs[0].rank - 1
        sizes = (self.size,) * spatial if isinstance(self.size, int) else self.size
        if len(sizes) == spatial:
            return TensorType((*sizes, inputs[0].channels))
        message = (
            f"`size` of `{self.word}` has length {len(sizes)}, "
            f"and {inputs[0]} has {spatial} axes before the channels"
        )
        return Fault(message, setting="size", rule="invalid-setting")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Means of windows of nearly the same length."""
        (x,) = inputs
        made = path.made[0]
        kept = prod(map(_mean_share, x.sizes[:-1], made[:-1]))
        return path.grow(x, kept)

    cases = (
        Case("AdaptiveAvgPool(3)", ((7, 5, 4),), (3, 3, 4)),
        Case("AdaptiveAvgPool([2, 6])", ((7, 5, 4),), (2, 6, 4)),
        Case("AdaptiveAvgPool(4)", ((10, 3),), (4, 3)),
        Case("AdaptiveAvgPool([1, 2, 3])", ((4, 5, 6, 2),), (1, 2, 3, 2)),
    )


def _mean_share(size: int, made: int) -> float:
    """The mean over all windows of 1 over their length."""
    windows = range(min(made, size))
    lengths = (-(-(at + 1) * size // made) - at * size // made for at in windows)
    return sum(1.0 / length for length in lengths) / len(windows)
