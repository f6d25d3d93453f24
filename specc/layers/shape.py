"""Layers that lay the same elements out in another way, or deal them out to several outputs."""

from typing import TYPE_CHECKING, Any

from specc.axis import Clash, clash, find_axis, numbered
from specc.ir.dim import Dim, Size
from specc.ir.tensor import TensorType
from specc.kind import Either, Int, ListOf, Refused, show
from specc.kind import Size as SizeKind
from specc.layer import Case, Layer, Shape
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

MAX_PARTS = 4096
"""The most outputs of one layer: a limit on what a spec can make the compiler unroll."""


class Rearrangement(Layer, abstract=True):
    """The same elements in another shape."""

    family = "shape"
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    view = True


class Flatten(Rearrangement):
    """All axes in one, the last axis fastest.

    Shapes: `[a, b, ...]` → `[a * b * ...]`.
    """

    ranks = (1, None)

    def shape(self, *inputs: TensorType) -> Shape:
        """The product of all sizes."""
        return TensorType((inputs[0].size,), inputs[0].dtype)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.reshape(inputs[0], path.made[0])

    cases = (
        Case("Flatten", ((4, 3, 2),), (24,)),
        Case("Flatten", ((7, 5),), (35,)),
        Case("Flatten", ((6,),), (6,)),
    )


class NewSize:
    """A size, or `-1` for what is left of the elements."""

    description = "a size or -1"

    def read(self, value: Any) -> Any:
        """The size or -1."""
        if isinstance(value, Dim) or (type(value) is int and (value >= 1 or value == -1)):
            return value
        return Refused(show(value))


class Reshape(Rearrangement):
    """The same elements, in the same order, in other axes; the last axis runs fastest.

    Shapes: any → `sizes`, where one `-1` stands for what is left.
    """

    foreign = {"target_shape": "sizes"}
    sizes: tuple[Size, ...] = setting(
        ListOf(NewSize()), doc="the new sizes without the batch axis; one may be -1"
    )

    def check(self) -> Fault | None:
        """At most one size is left open."""
        count = self.sizes.count(-1)
        if count < 2:
            return None
        message = f"`sizes` of `{self.word}` has -1 {count} times, and only one can be worked out"
        return Fault(message, setting="sizes", rule="invalid-setting")

    def shape(self, *inputs: TensorType) -> Shape:
        """The given sizes; a `-1` becomes the elements over the product of the others."""
        kind = inputs[0]
        known = TensorType(tuple(size for size in self.sizes if size != -1)).size
        is_open = -1 in self.sizes
        found = clash([(kind.size % known, 0) if is_open else (kind.size, known)])
        if found is not None:
            return self._fault(kind, known, found)
        left = kind.size // known
        return TensorType(tuple(left if size == -1 else size for size in self.sizes), kind.dtype)

    def _fault(self, kind: TensorType, known: Size, found: Clash) -> Fault:
        if found.condition:
            reason = f"the element counts agree only when `{found.condition}`"
        elif -1 in self.sizes:
            reason = f"{kind.size} elements are no multiple of {known}"
        else:
            reason = f"{known} elements and {kind.size}"
        message = f"`{self.word}` makes {TensorType(self.sizes)} of {kind}: {reason}"
        instead = "" if found.condition else self._instead(kind)
        help = "" if -1 in self.sizes else "one size may be `-1`: it becomes what is left"
        if instead:
            help = f"`{instead}` has as many"
        return Fault(
            message, found.help or help, setting="sizes", rule="reshape-size-mismatch",
            instead=instead,
        )  # fmt: skip

    def _instead(self, kind: TensorType) -> str:
        """The sizes with another one among them, the last where it can be, that fit."""
        if not all(type(size) is int for size in (*self.sizes, kind.size)):
            return ""
        for axis in reversed(range(len(self.sizes))):
            before, after = self.sizes[:axis], self.sizes[axis + 1 :]
            others = TensorType((*before, *after)).size
            if kind.size % others == 0:
                return show((*before, kind.size // others, *after))
        return ""

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.reshape(inputs[0], path.made[0])

    cases = (
        Case("Reshape([8, 8, 1])", ((64,),), (8, 8, 1)),
        Case("Reshape([-1, 6])", ((4, 3, 2),), (4, 6)),
        Case("Reshape([5, -1, 7])", ((7, 5),), (5, 1, 7)),
    )


class Permute(Rearrangement):
    """The axes in another order: output axis `i` is input axis `axes[i]`.

    Shapes: `[a, b, c]` → with `axes=[2, 0, 1]` `[c, a, b]`.
    """

    foreign = {"dims": "axes", "perm": "axes", "order": "axes"}
    ranks = (1, None)
    axes: tuple[int, ...] = setting(
        ListOf(Int(0)), doc="the input's axes in their new order, from 0, without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The sizes in the new order."""
        kind = inputs[0]
        if sorted(self.axes) == list(range(kind.rank)):
            return TensorType(tuple(kind.sizes[axis] for axis in self.axes), kind.dtype)
        message = f"`axes` of `{self.word}` is {show(self.axes)}, and {kind} has {numbered(kind)}"
        help = "each axis stands there once, counted from 0 without the batch axis"
        return Fault(message, help, setting="axes", rule="invalid-setting")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same elements."""
        return path.permute(inputs[0], self.axes)

    cases = (
        Case("Permute([1, 0])", ((4, 3),), (3, 4)),
        Case("Permute([2, 0, 1])", ((7, 5, 4),), (4, 7, 5)),
    )


class Split(Rearrangement):
    """Cuts one axis into `parts` equal pieces, or into pieces of the sizes that `parts` lists.

    Shapes: `[..., n, ...]` → as many outputs as parts, with sizes that add up to `n`.
    """

    foreign = {"chunks": "parts", "split_size": "parts", "num_or_size_splits": "parts"}
    ranks = (1, None)
    parts: int | tuple[Size, ...] = setting(
        Either(Int(1, MAX_PARTS), ListOf(SizeKind())),
        doc="how many equal pieces, or a list with the size of each",
    )
    axis: int = setting(Int(), -1, doc="the axis that is cut, without the batch axis")

    def shape(self, *inputs: TensorType) -> Shape:
        """One type for each part."""
        kind = inputs[0]
        axis = find_axis(self.word, kind, self.axis)
        if isinstance(axis, Fault):
            return axis
        size = kind.sizes[axis]
        pieces = self._pieces(kind, size)
        if isinstance(pieces, Fault):
            return pieces
        before, after = kind.sizes[:axis], kind.sizes[axis + 1 :]
        return tuple(TensorType((*before, piece, *after), kind.dtype) for piece in pieces)

    def _pieces(self, kind: TensorType, size: Size) -> tuple[Size, ...] | Fault:
        if isinstance(self.parts, int):
            found = clash([(size % self.parts, 0)])
            if found is None:
                return (size // self.parts,) * self.parts
            into = f"{self.parts} equal parts"
            return self._fault(kind, into, f"{size} % {self.parts} = {size % self.parts}", found)
        whole: Size = 0
        for piece in self.parts:
            whole = whole + piece
        found = clash([(whole, size)])
        if found is None:
            return self.parts
        return self._fault(
            kind, show(self.parts), f"these are {whole} in all, and it has {size}", found
        )

    def _fault(self, kind: TensorType, into: str, why: str, found: Clash) -> Fault:
        reason = f"that works only when `{found.condition}`" if found.condition else why
        message = f"`{self.word}` cuts axis {self.axis} of {kind} into {into}: {reason}"
        return Fault(message, found.help, setting="parts")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Parts of an axis."""
        (x,) = inputs
        axis = self.axis % len(x.sizes)
        lengths = [sizes[axis] for sizes in path.made]
        starts = [sum(lengths[:at]) for at in range(len(lengths))]
        return tuple(
            path.cut(x, axis, start, length) for start, length in zip(starts, lengths, strict=True)
        )

    cases = (
        Case("Split(2)", ((9, 6),), ((9, 3), (9, 3))),
        Case("Split([1, 2, 4], axis=0)", ((7, 5),), ((1, 5), (2, 5), (4, 5))),
        Case("Split(3, 1)", ((7, 6, 4),), ((7, 2, 4), (7, 2, 4), (7, 2, 4))),
    )
