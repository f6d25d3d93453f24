"""What is known of a tensor and of its gradient: mean products of elements."""

from math import exp
from typing import TYPE_CHECKING, TypeAlias

from specc.flow.cells import Cells
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.flow.contract import Function

Borders: TypeAlias = tuple[Cells | None, ...] | None
"""How the mean square varies along each axis before the channels, as factors around 1; the product
of the axes' factors holds at a position. None where it is the same everywhere."""


Parts: TypeAlias = tuple[tuple[int, float], ...] | None
"""Along the channels of tensors that were joined: how many, and a factor around 1; None where all
are alike."""


class Law:
    """How the values of a tensor came about: `scale * f(x) + offset` of a normal `x`.

    The largest of several is `f` of the largest `x`. `above` is the share of a rectifier's elements
    that lie above 0, 0 for any other function.
    """

    __slots__ = ("above", "before", "function", "offset", "scale")

    def __init__(
        self, function: "Function", before: "Signal", above: float = 0.0, scale: float = 1.0,
        offset: float = 0.0,
    ) -> None:  # fmt: skip
        self.function = function
        self.before = before
        self.above = above
        self.scale = scale
        self.offset = offset

    @property
    def plain(self) -> bool:
        """True for `f(x)` itself."""
        return self.scale == 1.0 and self.offset == 0.0

    def on(self, before: "Signal") -> "Law":
        """The same of other normal numbers."""
        return Law(self.function, before, self.above, self.scale, self.offset)


Half: TypeAlias = tuple[float, float, float]
"""A share of a tensor's elements that are normal, with their mean and variance."""


class Signal(NamedTuple):
    """Mean products of a tensor's elements over random weights and inputs.

    `square` is that of an element with itself (M), `mean` the mean of all elements. The others are
    those of an element with another one: the same element in another example (C), the same channel
    at another position (Cp), both at once, another channel at the same position. `noise` is the
    variance of the logarithm of M from one draw of the weights to another. `memory` says of a
    sequence how much of what two steps have in common is left with each step between them.
    `halves` are given where the elements are not one normal distribution but two.
    """

    sizes: tuple[int, ...]
    square: float
    mean: float = 0.0
    examples: float = 0.0
    positions: float = 0.0
    both: float = 0.0
    channels: float = 0.0
    borders: Borders = None
    noise: float = 0.0
    law: Law | None = None
    memory: float = 0.0
    parts: Parts = None
    halves: tuple[Half, ...] = ()

    @property
    def places(self) -> int:
        """The number of positions."""
        return count(self.sizes[:-1])

    @property
    def width(self) -> int:
        """The number of channels."""
        return self.sizes[-1] if self.sizes else 1

    @property
    def related(self) -> tuple[float, float, float]:
        """The products with another example, another position, and both."""
        return self.examples, self.positions, self.both

    @property
    def products(self) -> tuple[float, float, float, float, float]:
        """All products."""
        return self.square, self.examples, self.positions, self.both, self.channels

    @property
    def typical(self) -> float:
        """The mean square that a typical draw of the weights has, in the geometric mean."""
        return self.square * exp(-0.5 * self.noise) if self.noise else self.square

    @property
    def variance(self) -> float:
        """Mean square around the mean."""
        return max(self.square - self.mean * self.mean, 0.0)

    def times(self, factor: float, sizes: tuple[int, ...] | None = None) -> "Signal":
        """With all products times a factor, and of no known law."""
        return Signal(
            self.sizes if sizes is None else sizes,
            self.square * factor,
            self.mean * factor**0.5,
            self.examples * factor,
            self.positions * factor,
            self.both * factor,
            self.channels * factor,
            self.borders,
            self.noise,
            None,
            self.memory,
        )


class Gradient(NamedTuple):
    """The same mean products of dL/dx.

    Gradients of different examples have nothing in common, since the loss sees each by itself:
    `examples` and `both` are 0, unless a batch norm takes their mean away. `echo` is the part of
    `positions` that goes with the values themselves: where f' follows x, gradients that are alike
    at all positions add up along x.
    """

    square: float
    examples: float = 0.0
    positions: float = 0.0
    both: float = 0.0
    channels: float = 0.0
    borders: Borders = None
    noise: float = 0.0
    memory: float = 0.0
    parts: Parts = None
    echo: float = 0.0

    @property
    def related(self) -> tuple[float, float, float]:
        """The products with another example, another position, and both."""
        return self.examples, self.positions, self.both

    @property
    def products(self) -> tuple[float, float, float, float, float]:
        """All products."""
        return self.square, self.examples, self.positions, self.both, self.channels

    def times(self, factor: float, borders: Borders = None) -> "Gradient":
        """With all products times a factor, and other variations along the axes."""
        return Gradient(
            self.square * factor,
            self.examples * factor,
            self.positions * factor,
            self.both * factor,
            self.channels * factor,
            borders,
            self.noise,
            self.memory,
        )


def constant(sizes: tuple[int, ...], square: float, mean: float, pairs: float) -> Signal:
    """A tensor of which any two elements have the same product."""
    return Signal(sizes, square, mean, pairs, pairs, pairs, pairs)


Passed: TypeAlias = "Signal | tuple[Signal | None, ...] | None"
"""What a layer says of its outputs; None where nothing is known."""


def count(sizes: tuple[int, ...]) -> int:
    """The number of elements."""
    product = 1
    for size in sizes:
        product *= size
    return product


def blended(one: Borders, other: Borders, share: float) -> Borders:
    """The variation of a sum, of which `share` varies in the one way."""
    if one is other:
        return one
    axes = len(one or other or ())
    made = [_mixed(at, one, other, share) for at in range(axes)]
    return tuple(made) if any(made) else None


def _mixed(axis: int, one: Borders, other: Borders, share: float) -> Cells | None:
    left = one[axis] if one is not None else None
    right = other[axis] if other is not None else None
    if left is right:
        return left
    rest = 1.0 - share
    if left is None:
        assert right is not None
        return tuple([share + rest * cell for cell in right])
    if right is None:
        return tuple([rest + share * cell for cell in left])
    return tuple([share * a + rest * b for a, b in zip(left, right, strict=True)])
