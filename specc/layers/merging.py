"""Layers that make one tensor of several, elementwise or along an axis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from specc.axis import Clash, clash, find_axis, new_axis
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Int
from specc.layer import Case, Layer, Shape
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4


class Elementwise(Layer, abstract=True):
    """Inputs of the same shape, or of shapes that NumPy broadcasts, the batch axis apart."""

    family = "merging"
    inputs: ClassVar[tuple[int, int | None]] = (2, None)
    dtypes: ClassVar[tuple[str, ...]] = ("float", "int")

    def shape(self, *inputs: TensorType) -> Shape:
        """For each axis, counted from the last, the size that is not 1."""
        if all(kind == inputs[0] for kind in inputs):
            return inputs[0]
        fault = one_dtype(self.word, inputs)
        if fault is not None:
            return fault
        rank = max(kind.rank for kind in inputs)
        rows = [(1,) * (rank - kind.rank) + kind.sizes for kind in inputs]
        sizes = tuple(map(_broadcast, zip(*rows, strict=True)))
        for kind, row in zip(inputs, rows, strict=True):
            found = clash(zip(sizes, map(_broadcast, zip(row, sizes, strict=True)), strict=True))
            if found is not None:
                first = next(i for i, other in enumerate(rows) if other[found.axis] != 1)
                return self._fault(inputs[first], kind, found, is_last=found.axis == rank - 1)
        return TensorType(sizes, inputs[0].dtype)

    def _fault(self, first: TensorType, kind: TensorType, found: Clash, *, is_last: bool) -> Fault:
        fault = disagreement(self.word, first, kind, found)
        if found.condition:
            return fault
        help = _projection(first, kind)
        if is_last and not help:
            help = f"`Dense({found.left})` on one branch gives both as many channels"
        return fault._replace(help=help)


def _projection(one: TensorType, other: TensorType) -> str:
    """What makes two sequences, images or volumes alike: a shortcut by a convolution, if any."""
    if one.rank != other.rank or not 2 <= one.rank <= 4:
        return ""
    if any(type(size) is not int for size in (*one.sizes, *other.sizes)):
        return ""
    big, small = sorted((one, other), key=lambda kind: (-kind.size // kind.channels, kind.channels))
    word = f"Conv{one.rank - 1}D({small.channels}, kernel=1"
    for stride in (1, 2, 4, 8):
        if all(-(-a // stride) == b for a, b in zip(big.sizes[:-1], small.sizes, strict=False)):
            step = f", stride={stride}" if stride > 1 else ""
            return f"`{word}{step})` on the branch of {big} makes it {small}"
    alike = one.channels == other.channels
    return "`padding=same` keeps the positions of a convolution" if alike else ""


def _broadcast(column: tuple[Size, ...]) -> Size:
    return next((size for size in column if size != 1), 1)


def one_dtype(word: str, kinds: Sequence[TensorType]) -> Fault | None:
    """A fault where not all inputs hold the same type of value."""
    for index, kind in enumerate(kinds):
        if kind.dtype != kinds[0].dtype:
            message = (
                f"`{word}` joins {kinds[0]} and {kind}: {kinds[0].dtype} and {kind.dtype} values"
            )
            return Fault(message, input=index, rule="dtype-mismatch")
    return None


def disagreement(
    word: str, first: TensorType, other: TensorType, found: Clash, rule: str = "shape-mismatch"
) -> Fault:
    """The fault of two inputs of which an axis has to have the same size, and has not."""
    reason = f"axis {found.axis} differs, {found.left} and {found.right}"
    if found.condition:
        reason = f"the shapes agree only when `{found.condition}`"
    return Fault(f"`{word}` joins {first} and {other}: {reason}", found.help, rule=rule)


class Add(Elementwise):
    """`y = a + b + ...`; also written `a + b`.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    transparent = True
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Mean products add."""
        return path.add(inputs, (1.0,) * len(inputs))

    cases = (
        Case("Add", ((7, 5, 4), (7, 5, 4)), (7, 5, 4)),
        Case("Add", ((7, 5, 4), (4,), (5, 1)), (7, 5, 4)),
    )


class Subtract(Elementwise):
    """`y = a - b`; also written that way.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    inputs = (2, 2)
    transparent = True
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Mean products add."""
        return path.add(inputs, (1.0, -1.0))

    cases = (
        Case("Subtract", ((7, 5), (7, 5)), (7, 5)),
        Case("Subtract", ((1, 5), (7, 1)), (7, 5)),
    )


class Average(Elementwise):
    """`y = (a + b + ...) / count`.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    dtypes = ("float",)
    transparent = True
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Mean products add, over the squared count."""
        return path.add(inputs, (1.0 / len(inputs),) * len(inputs))

    cases = (
        Case("Average", ((7, 5), (7, 5)), (7, 5)),
        Case("Average", ((6,), (6,), (6,)), (6,)),
    )


class Chained(Elementwise, abstract=True):
    """A fold whose backward pass needs both sides of each step."""

    saves_inputs = True

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The results between the steps, in single precision."""
        return outputs[0].size * (FLOAT_BYTES * (len(inputs) - 2))


class Multiply(Chained):
    """`y = a * b * ...`, element by element; also written `a * b`.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Mean products multiply."""
        return path.times_each(inputs)

    cases = (
        Case("Multiply", ((7, 5, 4), (7, 5, 4)), (7, 5, 4)),
        Case("Multiply", ((7, 5, 4), (1, 1, 4)), (7, 5, 4)),
        Case("Multiply", ((6,), (6,), (6,)), (6,)),
    )


class Maximum(Chained):
    """`y = max(a, b, ...)`, element by element.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The greater of normal numbers."""
        return path.extreme(inputs, 1.0)

    cases = (
        Case("Maximum", ((7, 5), (7, 5)), (7, 5)),
        Case("Maximum", ((6,), (6,), (6,)), (6,)),
    )


class Minimum(Chained):
    """`y = min(a, b, ...)`, element by element.

    Shapes: the same, or such that NumPy broadcasts them (batch axis apart) → their common shape.
    """

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The smaller of normal numbers."""
        return path.extreme(inputs, -1.0)

    cases = (
        Case("Minimum", ((7, 5), (7, 5)), (7, 5)),
        Case("Minimum", ((7, 5, 4), (4,), (5, 1)), (7, 5, 4)),
        Case("Minimum", ((6,), (6,), (6,)), (6,)),
    )


class Concat(Layer):
    """The inputs one after the other along one axis.

    Shapes: alike but for that axis → the same, with the sum of the sizes there.
    """

    family = "merging"
    inputs = (2, None)
    ranks = (1, None)
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    axis: int = setting(
        Int(), -1, doc="the axis along which they are joined, without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The sizes along the axis add up; the others agree."""
        first = inputs[0]
        axis = find_axis(self.word, first, self.axis)
        if isinstance(axis, Fault):
            return axis
        fault = one_dtype(self.word, inputs)
        whole: Size = 0
        for kind in inputs:
            fault = fault or self._differ(first, kind, axis)
            if fault is not None:
                return fault
            whole = whole + kind.sizes[axis]
        return TensorType((*first.sizes[:axis], whole, *first.sizes[axis + 1 :]), first.dtype)

    def _differ(self, first: TensorType, kind: TensorType, axis: int) -> Fault | None:
        rule = "concat-axis-mismatch"
        if kind.rank != first.rank:
            message = f"`{self.word}` joins {first} and {kind}: {first.rank} axes and {kind.rank}"
            larger = first if first.rank > kind.rank else kind
            vector = 1 in (first.rank, kind.rank)
            help = f"`GlobalAvgPool` or `Flatten` makes a vector of {larger}" if vector else ""
            return Fault(message, help, rule=rule)
        others = kind.sizes[:axis] + first.sizes[axis : axis + 1] + kind.sizes[axis + 1 :]
        found = clash(zip(first.sizes, others, strict=True))
        if found is None:
            return None
        fault = disagreement(self.word, first, kind, found, rule)
        positions = "`padding=same` keeps the positions of a convolution, `Crop` and `ZeroPad` "
        spatial = 2 <= kind.rank <= 4 and found.axis < kind.rank - 1 and not found.condition
        return fault._replace(help=f"{positions}change them") if spatial else fault

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Mean products weighed by size."""
        return path.join(inputs, self.axis % len(inputs[0].sizes))

    cases = (
        Case("Concat", ((7, 5, 4), (7, 5, 3)), (7, 5, 7)),
        Case("Concat(axis=0)", ((2, 5), (3, 5), (1, 5)), (6, 5)),
        Case("Concat(1)", ((7, 2, 4), (7, 3, 4)), (7, 5, 4)),
    )


class Stack(Layer):
    """The inputs as the positions of a new axis.

    Shapes: `count` times `[a, b]` → with `axis=0` `[count, a, b]`, with `axis=-1` `[a, b, count]`.
    """

    family = "merging"
    inputs = (2, None)
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    axis: int = setting(
        Int(), 0, doc="where the new axis stands in the result, without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The number of inputs among their sizes."""
        first = inputs[0]
        axis = new_axis(self.word, first, self.axis)
        if isinstance(axis, Fault):
            return axis
        fault = one_dtype(self.word, inputs)
        for kind in inputs:
            fault = fault or self._differ(first, kind)
            if fault is not None:
                return fault
        return TensorType((*first.sizes[:axis], len(inputs), *first.sizes[axis:]), first.dtype)

    def _differ(self, first: TensorType, kind: TensorType) -> Fault | None:
        if kind.rank != first.rank:
            return Fault(
                f"`{self.word}` joins {first} and {kind}: {first.rank} axes and {kind.rank}"
            )
        found = clash(zip(first.sizes, kind.sizes, strict=True))
        return None if found is None else disagreement(self.word, first, kind, found)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """As a concatenation along an axis of size 1."""
        rank = len(path.made[0])
        axis = self.axis % rank
        single = [path.reshape(x, (*x.sizes[:axis], 1, *x.sizes[axis:])) for x in inputs]
        return path.join(single, axis)

    cases = (
        Case("Stack", ((5, 4), (5, 4)), (2, 5, 4)),
        Case("Stack(axis=-1)", ((5, 4), (5, 4), (5, 4)), (5, 4, 3)),
        Case("Stack(1)", ((7, 5, 4), (7, 5, 4)), (7, 2, 5, 4)),
        Case("Stack(-1)", ((7, 5, 4), (7, 5, 4)), (7, 5, 4, 2)),
        Case("Stack", ((4,), (4,)), (2, 4)),
        Case("Stack(1)", ((4,), (4,)), (4, 2)),
        Case("Stack", ((), ()), (2,)),
        Case("Stack", ((4,), (4,)), (2, 4), dtype="int"),
    )
