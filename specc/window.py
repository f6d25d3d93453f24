"""Sliding windows: padding, and how many places a window takes, for convolution and pooling.

Arithmetic after Dumoulin and Visin 2016 (arXiv 1603.07285); `same` padding as in TensorFlow, the
odd pixel at the end: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
"""

from typing import Any, TypeAlias

from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Refused, Word, show
from specc.setting import Fault
from specc.suggest import did_you_mean

Pad: TypeAlias = "str | tuple[tuple[int, int], ...]"
"""`same`, `valid`, `causal`, or (before, after) for each spatial axis."""


MOST_TRIED = 2048
"""So many numbers on either side are tried for one that divides the channels."""


class PaddingKind:
    """`same`, `valid`, (in 1-D, where meaningful) `causal`, a number, one an axis, or one a side.

    With `axes=0` the number of axes comes from the layer class that declares the setting.
    """

    def __init__(self, axes: int = 0, *, causal: bool = False) -> None:
        self.axes, self.causal = axes, causal
        self.words = ("same", "valid", "causal") if causal and axes == 1 else ("same", "valid")
        words = ", ".join(f"`{word}`" for word in self.words)
        form = (
            "`1` or `[[0, 1]]`"
            if axes == 1
            else f"`1`, `{show((1,) * axes)}` or `{show(((0, 1),) * axes)}`"
        )
        self.description = f"{words}, or counts of at least 0 such as {form}"

    def on(self, spatial: int) -> "PaddingKind":
        """The same kind for a layer with so many spatial axes."""
        return self if self.axes else PaddingKind(spatial, causal=self.causal)

    def read(self, value: Any) -> Any:
        """A word, or (before, after) for each spatial axis; zeros become `valid`."""
        if isinstance(value, Word) and value in self.words:
            return str(value)
        sides = self._sides(value)
        if sides is None:
            help = did_you_mean(value, self.words) if isinstance(value, str) else ""
            return Refused(show(value), help)
        return "valid" if not any(before or after for before, after in sides) else sides

    def _sides(self, value: Any) -> tuple[tuple[int, int], ...] | None:
        items = (value,) * self.axes if type(value) is int else value
        if not isinstance(items, tuple) or len(items) != self.axes:
            return None
        pairs: tuple[Any, ...] = tuple((n, n) if type(n) is int else n for n in items)
        right = all(
            isinstance(pair, tuple)
            and len(pair) == 2
            and all(type(n) is int and n >= 0 for n in pair)
            for pair in pairs
        )
        return pairs if right else None


def places(
    size: Size, kernel: int, stride: int, pad: "str | tuple[int, int]", dilation: int = 1
) -> Size:
    """How many places a window takes along one axis; may be zero or less where it does not fit."""
    if pad in ("same", "causal"):
        return (size + stride - 1) // stride
    before, after = pad if isinstance(pad, tuple) else (0, 0)
    reach = dilation * (kernel - 1) + 1
    return (size + (before + after - reach)) // stride + 1


def axis_pad(pad: Pad, axis: int) -> "str | tuple[int, int]":
    """The padding of one spatial axis."""
    return pad if isinstance(pad, str) else pad[axis]


def same_sides(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """How many `same` adds before and after an axis of a known size."""
    total = max(0, (-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size)
    return total // 2, total - total // 2


def fixed_channels(word: str, kind: TensorType) -> Fault | None:
    """A fault where the channel axis is symbolic, so that a weight would have no size."""
    if isinstance(kind.channels, int):
        return None
    return Fault(
        f"`{word}` makes weights for the last axis, and its size `{kind.channels}` is not known "
        "before run time",
        f"the input is {kind}: give the last axis a fixed size",
        input=0,
        rule="symbolic-channels",
    )


def channel_count(kind: TensorType) -> int:
    """The size of the channel axis, for a type in which `fixed_channels` found no fault."""
    assert isinstance(kind.channels, int), kind
    return kind.channels


def nearest_divisor(count: int, whole: int) -> int:
    """The number next to `count` that divides `whole`, the smaller of two; 1 where none is near."""
    start = min(count, whole)
    around = (n for far in range(MOST_TRIED) for n in (start - far, start + far))
    return next((n for n in around if 1 <= n <= whole and whole % n == 0), 1)


def indivisible(word: str, what: str, count: int, groups: int, whole: int) -> Fault:
    """The fault of channels that so many groups do not share; `whole` is what they must divide."""
    near = nearest_divisor(groups, whole)
    message = f"`{word}` splits {count} {what} into {groups} groups"
    return Fault(
        f"{message}: {count} % {groups} = {count % groups}",
        f"`groups={near}` fits",
        setting="groups",
        rule="groups-divisibility",
        instead=str(near),
    )


def collapsed(
    word: str, kind: TensorType, axis: int, reach: int, pad: "str | tuple[int, int]"
) -> Fault:
    """The fault of a window that does not fit into an axis even once."""
    size = kind.sizes[axis]
    added = pad[0] + pad[1] if isinstance(pad, tuple) else 0
    padded = f" (padded to {size + added})" if added else ""
    message = f"the window of `{word}` spans {reach} along axis {axis}, and the input {kind}"
    return Fault(
        f"{message} has only {size}{padded} there",
        "use a smaller kernel, `padding=same`, or fewer strides and pools before it",
        input=0,
        rule="spatial-collapse",
    )
