"""Layers that change the number of positions of an image, a sequence or a volume.

Positions are the axes before the channels, one to three of them. Pixels are areas, not points:
output position `p` of `m` looks at input position `(p + 0.5) * n / m - 0.5` of `n` ("half-pixel
centres", `align_corners=False` in PyTorch), and nothing is smoothed before it is made smaller.
"""

from math import prod
from typing import TYPE_CHECKING

from specc.axis import clash
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Choice, Either, Int, ListOf, Word
from specc.kind import Size as SizeKind
from specc.layer import Case, Layer, Shape
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

POSITIONS = "one to three axes before the channels, such as [height, width, channels]"
MODE = Choice("nearest", "bilinear")


class Resizing(Layer, abstract=True):
    """More or fewer positions, each channel by itself."""

    family = "resizing"
    foreign = {"size": "scale", "scale_factor": "scale", "interpolation": "mode"}
    ranks = (2, 4)
    form = POSITIONS
    transparent = True
    linear = True


def for_each_axis(word: str, name: str, given: tuple[Size, ...], kind: TensorType) -> Fault | None:
    """A fault where a setting's list has not one item for each axis before the channels."""
    spatial = kind.rank - 1
    if len(given) == spatial:
        return None
    axes = "1 axis" if spatial == 1 else f"{spatial} axes"
    message = (
        f"`{name}` of `{word}` has {len(given)} items, and {kind} has {axes} before the channels"
    )
    return Fault(message, setting=name, rule="invalid-setting")


class Upsample(Resizing):
    """`scale` times as many positions along each axis.

    `nearest` repeats each position, `bilinear` takes the line between the two nearest along every
    axis (linear for sequences, trilinear for volumes).

    Shapes: `[height, width, channels]` → `[height * scale, width * scale, channels]`, and in the
    same way for sequences and volumes.
    """

    scale: int | tuple[int, ...] = setting(
        Either(Int(1), ListOf(Int(1))), doc="how many times as many positions, or a list by axis"
    )
    mode: str = setting(MODE, Word("nearest"), doc="`nearest` or `bilinear`")

    def scales(self, kind: TensorType) -> tuple[int, ...]:
        """The factor of each axis."""
        return (self.scale,) * (kind.rank - 1) if isinstance(self.scale, int) else self.scale

    def shape(self, *inputs: TensorType) -> Shape:
        """Each size before the channels times its factor."""
        kind = inputs[0]
        scales = self.scales(kind)
        fault = for_each_axis(self.word, "scale", scales, kind)
        sizes = (size * scale for size, scale in zip(kind.sizes, scales, strict=False))
        return fault or TensorType((*sizes, kind.channels))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Copies, or means of neighbours."""
        return path.grow(inputs[0], _kept(self.mode, inputs[0].sizes, path.made[0]))

    cases = (
        Case("Upsample(2)", ((3, 4, 2),), (6, 8, 2)),
        Case("Upsample([1, 3])", ((3, 4, 2),), (3, 12, 2)),
        Case("Upsample(3, mode=bilinear)", ((3, 4, 2),), (9, 12, 2)),
        Case("Upsample(5)", ((3, 2),), (15, 2)),
        Case("Upsample(3, bilinear)", ((4, 2),), (12, 2)),
        Case("Upsample([1, 2, 3])", ((2, 3, 4, 2),), (2, 6, 12, 2)),
        Case("Upsample([3, 2, 1], mode=bilinear)", ((2, 3, 4, 2),), (6, 6, 4, 2)),
    )


class Resize(Resizing):
    """The given number of positions along each axis.

    `nearest` takes the position whose area the new centre lies in, `bilinear` the line between the
    two nearest along every axis. There is no `bicubic`: the frameworks use different cubics.

    Shapes: `[height, width, channels]` → `[*sizes, channels]`, and in the same way for sequences
    and volumes. A size known only at run time has to be a multiple of the input's own.
    """

    foreign = {"size": "sizes", "output_size": "sizes", "interpolation": "mode"}
    sizes: tuple[Size, ...] = setting(
        ListOf(SizeKind()), doc="the new size of each axis before the channels"
    )
    mode: str = setting(MODE, Word("bilinear"), doc="`bilinear` or `nearest`")

    def shape(self, *inputs: TensorType) -> Shape:
        """The given sizes and the channels."""
        kind = inputs[0]
        fault = for_each_axis(self.word, "sizes", self.sizes, kind)
        if fault is not None:
            return fault
        for axis, size in enumerate(self.sizes):
            if not isinstance(size, int) and factor(kind.sizes[axis], size) is None:
                what = f"`sizes` of `{self.word}` has `{size}` for axis {axis} of {kind}"
                message = f"{what}, and that is no multiple of `{kind.sizes[axis]}`"
                help = "a size known only at run time has to follow from the input's own"
                return Fault(message, help, setting="sizes", rule="invalid-setting")
        return TensorType((*self.sizes, kind.channels))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Copies, or means of neighbours."""
        return path.grow(inputs[0], _kept(self.mode, inputs[0].sizes, path.made[0]))

    cases = (
        Case("Resize([6, 8])", ((3, 4, 2),), (6, 8, 2)),
        Case("Resize([3, 10])", ((7, 4, 2),), (3, 10, 2)),
        Case("Resize([5, 9], mode=nearest)", ((7, 4, 2),), (5, 9, 2)),
        Case("Resize([21, 4], nearest)", ((14, 6, 1),), (21, 4, 1)),
        Case("Resize([7])", ((4, 3),), (7, 3)),
        Case("Resize([5], mode=nearest)", ((12, 3),), (5, 3)),
        Case("Resize([5, 4, 3])", ((2, 3, 4, 2),), (5, 4, 3, 2)),
        Case("Resize([3, 2, 9], mode=nearest)", ((2, 3, 4, 2),), (3, 2, 9, 2)),
    )


def factor(size: Size, wanted: Size) -> int | None:
    """The whole number that takes one size to another; None where there is no such."""
    times = wanted // size
    return times if isinstance(times, int) and size * times == wanted else None


class PixelShuffle(Layer):
    """Channels become pixels: `y[h r + i, w r + j, c] = x[h, w, c r r + i r + j]`, `r` the factor.

    The order of the channels is that of Shi et al. 2016 (arXiv 1609.05158, equation 4, as PyTorch
    has it), not TensorFlow's `depth_to_space`.

    Shapes: `[height, width, channels]` → `[height * r, width * r, channels / r²]`.
    """

    family = "resizing"
    foreign = {"upscale_factor": "factor", "block_size": "factor"}
    ranks = (3, 3)
    form = "[height, width, channels]"
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    factor: int = setting(Int(1), doc="how many times as many rows and columns")

    def shape(self, *inputs: TensorType) -> Shape:
        """Height and width times the factor, the channels over its square."""
        height, width, channels = inputs[0].sizes
        square = self.factor * self.factor
        found = clash([(channels % square, 0)])
        if found is None:
            sizes = (height * self.factor, width * self.factor, channels // square)
            return TensorType(sizes, inputs[0].dtype)
        what = f"`{self.word}` makes {square} pixels of {channels} channels"
        reason = f"{channels} % {square} = {channels % square}"
        if found.condition:
            reason = f"that works only when `{found.condition}`"
        return Fault(f"{what}: {reason}", found.help, setting="factor")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.reshape(inputs[0], path.made[0])

    cases = (
        Case("PixelShuffle(2)", ((3, 4, 12),), (6, 8, 3)),
        Case("PixelShuffle(3)", ((2, 3, 9),), (6, 9, 1)),
        Case("PixelShuffle(1)", ((2, 3, 4),), (2, 3, 4)),
    )


def _kept(mode: str, sizes: tuple[int, ...], made: tuple[int, ...]) -> float:
    """The mean over all results of the sum of the squared weights of what they are made from."""
    if mode == "nearest":
        return 1.0
    return prod(map(_between, sizes[:-1], made[:-1]))


def _between(size: int, made: int) -> float:
    total, count = 0.0, min(made, SAMPLES)
    for place in range(count):
        share = max((place + 0.5) * size / made - 0.5, 0.0) % 1.0
        total += share * share + (1.0 - share) ** 2
    return total / count


SAMPLES = 64
"""Results that are looked at along an axis: the weights repeat."""
