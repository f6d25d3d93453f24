"""Products of two tensors, summed over an axis."""

from typing import TYPE_CHECKING

from specc.axis import Clash, clash, find_axis
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Either, Int, ListOf
from specc.layer import Case, Layer, Shape
from specc.layers.merging import FLOAT_BYTES
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class Dot(Layer):
    """Scalar products of two tensors along one axis of each, as `Dot` in Keras.

    With `normalize=true` both are first divided by their Euclidean norm along that axis, which
    gives the cosine.

    Shapes: `[n]`, `[n]` → `[1]`; `[a, n]`, `[n]` → `[a]`; `[a, n]`, `[b, n]` → `[a, b]`.
    """

    family = "merging"
    inputs = (2, 2)
    ranks = (1, 2)
    saves_inputs = True
    axes: int | tuple[int, ...] = setting(
        Either(Int(), ListOf(Int(), 2)),
        -1,
        doc="the axis that is summed over, or one for each input; the batch axis not counted",
    )
    normalize: bool = setting(Bool(), False, doc="whether the result is the cosine")

    def shape(self, *inputs: TensorType) -> Shape:
        """The axes that are left of the first input, then those of the second."""
        axes = self.summed(*inputs)
        if isinstance(axes, Fault):
            return axes
        pair = list(zip(inputs, axes, strict=True))
        left, right = (kind.sizes[axis] for kind, axis in pair)
        found = clash([(left, right)])
        if found is None:
            rest = [kind.sizes[:axis] + kind.sizes[axis + 1 :] for kind, axis in pair]
            return TensorType(rest[0] + rest[1] or (1,))
        reason = f"{left} and {right} differ"
        if found.condition:
            reason = f"the shapes agree only when `{found.condition}`"
        first, second = (f"axis {axis} of {kind}" for kind, axis in pair)
        return Fault(f"`{self.word}` multiplies {first} by {second}: {reason}", found.help)

    def summed(self, *inputs: TensorType) -> tuple[int, int] | Fault:
        """The axis of each input that is summed over, from 0."""
        given = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        first = find_axis(self.word, inputs[0], given[0], "axes")
        second = find_axis(self.word, inputs[1], given[1], "axes")
        if isinstance(first, Fault):
            return first
        return second if isinstance(second, Fault) else (first, second)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each output element and element of the axis."""
        axes = self.summed(*inputs)
        assert not isinstance(axes, Fault)
        return outputs[0].size * inputs[0].sizes[axes[0]]

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The normalised inputs, in single precision."""
        return (inputs[0].size + inputs[1].size) * FLOAT_BYTES if self.normalize else 0

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Sums of products of two tensors that have nothing in common, or are twins."""
        kinds = (TensorType(x.sizes) for x in inputs)
        axes = self.summed(*kinds)
        assert not isinstance(axes, Fault)
        x, y = inputs
        if self.normalize:
            x, y = (path.unit(one, axis) for one, axis in zip(inputs, axes, strict=True))
        return path.contract(x, y, axes)

    cases = (
        Case("Dot", ((6,), (6,)), (1,)),
        Case("Dot(normalize=true)", ((6,), (6,)), (1,)),
        Case("Dot", ((4, 6), (5, 6)), (4, 5)),
        Case("Dot(axes=[1, 0])", ((4, 6), (6, 3)), (4, 3)),
        Case("Dot(axes=[-1, 0])", ((4, 6), (6,)), (4,)),
    )


class MatMul(Layer):
    """Products of matrices: `y = a b`, or with `transpose_b=true` `y = a bᵀ`.

    The axes in front of the last two count matrices. They are the same in both inputs; a 1 among
    them stands for as many as the other input has.

    Shapes: `[..., n, k]`, `[..., k, m]` → `[..., n, m]`; with `transpose_b=true` the second is
    `[..., m, k]`.
    """

    family = "merging"
    inputs = (2, 2)
    ranks = (2, None)
    form = "[..., rows, columns]"
    saves_inputs = True
    transpose_b: bool = setting(
        Bool(),
        False,
        positional=False,
        doc="whether the second input's last two axes change places",
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The first input's rows and the second one's columns."""
        left, right = inputs
        if left.rank != right.rank:
            message = (
                f"`{self.word}` multiplies {left} by {right}: {left.rank} axes and {right.rank}"
            )
            return Fault(message, "`ExpandDims` adds an axis of size 1")
        *_, rows, inner = left.sizes
        *_, summed, columns = self._turned(right)
        found = clash([(inner, summed)])
        if found is not None:
            fault = self._fault(left, right, f"{inner} columns and {summed} rows", found)
            turns = not self.transpose_b and right.channels == inner
            return fault._replace(help="perhaps `transpose_b=true`") if turns else fault
        pairs = list(zip(left.sizes[:-2], right.sizes[:-2], strict=True))
        found = clash((a, b) for a, b in pairs if 1 not in (a, b))
        if found is not None:
            return self._fault(left, right, f"{found.left} matrices and {found.right}", found)
        return TensorType((*(b if a == 1 else a for a, b in pairs), rows, columns))

    def _turned(self, kind: TensorType) -> tuple[Size, ...]:
        *before, one, other = kind.sizes
        return (*before, other, one) if self.transpose_b else kind.sizes

    def _fault(self, left: TensorType, right: TensorType, reason: str, found: Clash) -> Fault:
        turned = ", transposed" if self.transpose_b else ""
        if found.condition:
            reason = f"the shapes agree only when `{found.condition}`"
        message = f"`{self.word}` multiplies {left} by {right}{turned}: {reason}"
        return Fault(message, found.help)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each output element and column of the first input."""
        return outputs[0].size * inputs[0].channels

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Copies of the matrices that stand for several, in single precision."""
        before = TensorType(outputs[0].sizes[:-2]).size
        total: Size = 0
        for kind in inputs:
            total = total + before * TensorType(kind.sizes[-2:]).size - kind.size
        return total * FLOAT_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Sums of products of two tensors that have nothing in common."""
        x, y = inputs
        rank = len(x.sizes)
        return path.contract(x, y, (rank - 1, rank - 1 if self.transpose_b else rank - 2))

    cases = (
        Case("MatMul", ((4, 6), (6, 3)), (4, 3)),
        Case("MatMul", ((2, 4, 6), (2, 6, 3)), (2, 4, 3)),
        Case("MatMul", ((2, 4, 6), (1, 6, 3)), (2, 4, 3)),
        Case("MatMul(transpose_b=true)", ((4, 6), (5, 6)), (4, 5)),
        Case("MatMul(transpose_b=true)", ((2, 4, 6), (2, 4, 6)), (2, 4, 4)),
    )
