"""Layers that make one number of all those along some axes."""

from math import prod
from typing import TYPE_CHECKING

from specc.axis import find_axes
from specc.ir.tensor import TensorType
from specc.kind import Bool, Either, Int, ListOf
from specc.layer import Case, Layer, Shape
from specc.layers.indexing import without
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class Reduction(Layer, abstract=True):
    """One number for each position of the other axes; of a vector one number for each example."""

    family = "reduction"
    foreign = {"dim": "axis", "axes": "axis", "keepdim": "keep", "keepdims": "keep"}
    ranks = (1, None)
    axis: int | tuple[int, ...] = setting(
        Either(Int(), ListOf(Int())), doc="the axis, or a list of axes, without the batch axis"
    )
    keep: bool = setting(
        Bool(), False, positional=False, doc="whether the axes stay, with a size of 1"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The other sizes, with 1 for the reduced ones where these are kept."""
        kind = inputs[0]
        axes = find_axes(self.word, kind, self.axis)
        if isinstance(axes, Fault):
            return axes
        if not self.keep:
            return TensorType(without(kind, axes), kind.dtype)
        sizes = (1 if axis in axes else size for axis, size in enumerate(kind.sizes))
        return TensorType(tuple(sizes), kind.dtype)


class Mean(Reduction):
    """`y = (x_1 + ... + x_n) / n` over the axes.

    Shapes: `[a, b, c]` → with `axis=1` `[a, c]`, with `keep=true` `[a, 1, c]`.
    """

    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Means of elements."""
        return path.level_of(inputs[0], _axes(self.axis, inputs[0].sizes))

    cases = (
        Case("Mean(0)", ((7, 5, 4),), (5, 4)),
        Case("Mean(axis=1)", ((7, 5, 4),), (7, 4)),
        Case("Mean(-1)", ((7, 5, 4),), (7, 5)),
        Case("Mean([0, 2])", ((7, 5, 4),), (5,)),
        Case("Mean([-1, 0], keep=true)", ((7, 5, 4),), (1, 5, 1)),
        Case("Mean(0)", ((7, 4),), (4,)),
        Case("Mean(0)", ((6,),), ()),
    )


class Sum(Reduction):
    """`y = x_1 + ... + x_n` over the axes.

    Shapes: `[a, b, c]` → with `axis=1` `[a, c]`, with `keep=true` `[a, 1, c]`.
    """

    dtypes = ("float", "int")
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Means of elements, times their number."""
        axes = _axes(self.axis, inputs[0].sizes)
        return path.level_of(inputs[0], axes, prod(inputs[0].sizes[axis] for axis in axes))

    cases = (
        Case("Sum(-1)", ((7, 5, 4),), (7, 5)),
        Case("Sum([0, 1])", ((7, 5, 4),), (4,)),
        Case("Sum(1, keep=true)", ((7, 4),), (7, 1)),
        Case("Sum(0)", ((7, 4),), (4,), dtype="int"),
    )


class Max(Reduction):
    """`y = max(x_1, ..., x_n)` over the axes; equal largest values share the gradient.

    Shapes: `[a, b, c]` → with `axis=1` `[a, c]`, with `keep=true` `[a, 1, c]`.
    """

    dtypes = ("float", "int")
    saves_inputs = True
    saves_output = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The largest of some elements."""
        return path.top_of(inputs[0], _axes(self.axis, inputs[0].sizes))

    cases = (
        Case("Max(0)", ((7, 5, 4),), (5, 4)),
        Case("Max(2, keep=true)", ((7, 5, 4),), (7, 5, 1)),
        Case("Max([0, 1, 2])", ((7, 5, 4),), ()),
        Case("Max(1)", ((7, 4),), (7,), dtype="int"),
    )


class Norm(Reduction):
    """The Euclidean norm, `y = sqrt(x_1² + ... + x_n²)`, over the axes.

    Shapes: `[a, b, c]` → with `axis=1` `[a, c]`, with `keep=true` `[a, 1, c]`.
    """

    saves_inputs = True
    saves_output = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The root of a sum of squares."""
        return path.length_of(inputs[0], _axes(self.axis, inputs[0].sizes))

    cases = (
        Case("Norm(-1)", ((7, 4),), (7,)),
        Case("Norm(1, keep=true)", ((7, 5, 4),), (7, 1, 4)),
        Case("Norm([0, 1])", ((7, 5, 4),), (4,)),
        Case("Norm([0, 1, 2])", ((2, 3, 4),), ()),
    )


def _axes(given: int | tuple[int, ...], sizes: tuple[int, ...]) -> tuple[int, ...]:
    listed = (given,) if isinstance(given, int) else given
    return tuple(sorted(axis % len(sizes) for axis in listed))
