"""Layers that pick positions of an axis, or add and drop whole axes."""

from typing import TYPE_CHECKING

from specc.axis import Clash, clash, find_axes, find_axis, new_axis
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Either, Int, ListOf, Optional
from specc.layer import Case, Layer, Shape
from specc.layers.padding import must_hold
from specc.layers.shape import Rearrangement
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

ONE_POSITION = "`Take` picks one position, `Mean` averages over them"


class Squeeze(Rearrangement):
    """Drops axes of size 1.

    Shapes: `[a, 1, b]` → with `axis=1` `[a, b]`.
    """

    ranks = (1, None)
    axis: int | tuple[int, ...] = setting(
        Either(Int(), ListOf(Int())), doc="the axis that goes, or a list; without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The sizes without those of the axes."""
        kind = inputs[0]
        axes = find_axes(self.word, kind, self.axis)
        if isinstance(axes, Fault):
            return axes
        for axis in axes:
            found = clash([(kind.sizes[axis], 1)])
            if found is not None:
                return self._fault(kind, axis, found)
        return TensorType(without(kind, axes), kind.dtype)

    def _fault(self, kind: TensorType, axis: int, found: Clash) -> Fault:
        what = f"`{self.word}` drops axis {axis} of {kind}"
        if found.condition:
            message = f"{what}: that works only when `{found.condition}`"
            return Fault(message, found.help, setting="axis")
        return Fault(f"{what}, and its size is {found.left}, not 1", ONE_POSITION, setting="axis")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.reshape(inputs[0], path.made[0])

    cases = (
        Case("Squeeze(0)", ((1, 5, 4),), (5, 4)),
        Case("Squeeze(axis=1)", ((7, 1, 4),), (7, 4)),
        Case("Squeeze(-1)", ((7, 5, 1),), (7, 5)),
        Case("Squeeze([0, 1])", ((1, 1, 4),), (4,)),
        Case("Squeeze([0, -1])", ((1, 5, 1),), (5,)),
        Case("Squeeze(0)", ((1,),), ()),
    )


def without(kind: TensorType, axes: tuple[int, ...]) -> tuple[Size, ...]:
    """The sizes of all other axes."""
    return tuple(size for axis, size in enumerate(kind.sizes) if axis not in axes)


class ExpandDims(Rearrangement):
    """A new axis of size 1, at the place `axis` of the result.

    Shapes: `[a, b]` → with `axis=0` `[1, a, b]`, with `axis=-1` `[a, b, 1]`.
    """

    axis: int = setting(
        Int(), doc="where the new axis stands in the result, without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The sizes with a 1 among them."""
        kind = inputs[0]
        axis = new_axis(self.word, kind, self.axis)
        if isinstance(axis, Fault):
            return axis
        return TensorType((*kind.sizes[:axis], 1, *kind.sizes[axis:]), kind.dtype)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.reshape(inputs[0], path.made[0])

    cases = (
        Case("ExpandDims(0)", ((4,),), (1, 4)),
        Case("ExpandDims(-1)", ((4,),), (4, 1)),
        Case("ExpandDims(0)", ((5, 4),), (1, 5, 4)),
        Case("ExpandDims(axis=1)", ((5, 4),), (5, 1, 4)),
        Case("ExpandDims(2)", ((7, 5, 4),), (7, 5, 1, 4)),
        Case("ExpandDims(-1)", ((7, 5, 4),), (7, 5, 4, 1)),
        Case("ExpandDims(0)", ((),), (1,)),
    )


class RepeatVector(Layer):
    """The same vector at each of `count` positions.

    Shapes: `[channels]` → `[count, channels]`.
    """

    family = "shape"
    foreign = {"n": "count", "times": "count"}
    ranks = (1, 1)
    form = "[channels]"
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    count: int = setting(Int(1), doc="the number of positions")

    def shape(self, *inputs: TensorType) -> Shape:
        """The channels behind the number of positions."""
        return TensorType((self.count, *inputs[0].sizes), inputs[0].dtype)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same at each position."""
        (x,) = inputs
        return path.widen(path.reshape(x, (1, *x.sizes)), path.made[0])

    cases = (
        Case("RepeatVector(3)", ((4,),), (3, 4)),
        Case("RepeatVector(1)", ((4,),), (1, 4)),
        Case("RepeatVector(2)", ((5,),), (2, 5), dtype="int"),
    )


class Slice(Rearrangement):
    """The positions from `start` up to, and without, `stop` along one axis.

    Numbers below 0 count from the end, as in Python; `stop=none` goes to the end. Unlike in Python
    the positions have to exist.

    Shapes: `[..., n, ...]` → `[..., stop - start, ...]`.
    """

    foreign = {"begin": "start", "end": "stop"}
    ranks = (1, None)
    start: int = setting(Int(), doc="the first position; below 0 from the end")
    stop: int | None = setting(
        Optional(Int()), None, doc="the position behind the last one; below 0 from the end"
    )
    axis: int = setting(Int(), 0, doc="the axis that is cut, without the batch axis")

    def shape(self, *inputs: TensorType) -> Shape:
        """As many positions as lie between the two."""
        kind = inputs[0]
        axis = find_axis(self.word, kind, self.axis)
        if isinstance(axis, Fault):
            return axis
        size = kind.sizes[axis]
        start = self.start + (size if self.start < 0 else 0)
        stop = size if self.stop is None else self.stop + (size if self.stop < 0 else 0)
        fault = self._fault(kind, axis, start, stop)
        sizes = (*kind.sizes[:axis], stop - start, *kind.sizes[axis + 1 :])
        return fault or TensorType(sizes, kind.dtype)

    def _fault(self, kind: TensorType, axis: int, start: Size, stop: Size) -> Fault | None:
        size = kind.sizes[axis]
        end = "the end" if self.stop is None else str(self.stop)
        what = f"`{self.word}` takes {self.start} to {end} of axis {axis} of {kind}"
        length = f"{what}, which has {size} positions"
        ends = "start" if self.stop is None else "stop"
        return (
            _within(start, 0, length, what, "start")
            or _within(size - stop, 0, length, what, "stop")
            or _within(stop - start, 1, f"{what}, and nothing lies between them", what, ends)
        )

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Some positions of an axis."""
        (x,) = inputs
        axis = self.axis % len(x.sizes)
        start = self.start + (x.sizes[axis] if self.start < 0 else 0)
        return path.cut(x, axis, start, path.made[0][axis])

    cases = (
        Case("Slice(1, 3)", ((7, 5, 4),), (2, 5, 4)),
        Case("Slice(0, -1, axis=1)", ((7, 5, 4),), (7, 4, 4)),
        Case("Slice(-3, -1, axis=-1)", ((7, 5, 4),), (7, 5, 2)),
        Case("Slice(-2)", ((7, 4),), (2, 4)),
        Case("Slice(2, axis=1)", ((7, 4),), (7, 2)),
        Case("Slice(-5, 4)", ((6,),), (3,)),
        Case("Slice(1, 2)", ((7, 4),), (1, 4), dtype="int"),
    )


def _within(size: Size, least: int, never: str, message: str, name: str) -> Fault | None:
    fault = must_hold(size, least, never, message, name)
    return None if fault is None else fault._replace(rule="shape-mismatch")


class Take(Rearrangement):
    """The values at one position of an axis, which goes.

    Shapes: `[..., n, ...]` → without that axis.
    """

    foreign = {"indices": "index", "position": "index"}
    ranks = (1, None)
    index: int = setting(Int(), doc="the position; below 0 from the end")
    axis: int = setting(Int(), 0, doc="the axis that goes, without the batch axis")

    def shape(self, *inputs: TensorType) -> Shape:
        """The other sizes."""
        kind = inputs[0]
        axis = find_axis(self.word, kind, self.axis)
        if isinstance(axis, Fault):
            return axis
        needed = -self.index if self.index < 0 else self.index + 1
        what = f"`{self.word}` takes position {self.index} of axis {axis} of {kind}"
        never = f"{what}, which has {kind.sizes[axis]} positions"
        fault = _within(kind.sizes[axis], needed, never, what, "index")
        return fault or TensorType(without(kind, (axis,)), kind.dtype)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """One position of an axis."""
        (x,) = inputs
        axis = self.axis % len(x.sizes)
        return path.reshape(path.cut(x, axis, self.index % x.sizes[axis], 1), path.made[0])

    cases = (
        Case("Take(0)", ((7, 5, 4),), (5, 4)),
        Case("Take(-1, axis=1)", ((7, 5, 4),), (7, 4)),
        Case("Take(2, axis=-1)", ((7, 5, 4),), (7, 5)),
        Case("Take(-2)", ((7, 4),), (4,)),
        Case("Take(1, axis=1)", ((7, 4),), (7,)),
        Case("Take(5)", ((6,),), ()),
        Case("Take(3)", ((7, 4),), (4,), dtype="int"),
    )
