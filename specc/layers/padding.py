"""Layers that add positions around a tensor, or cut them off."""

from typing import TYPE_CHECKING, Any, TypeAlias

from specc.axis import declaration
from specc.ir.dim import Size, at_least
from specc.ir.tensor import TensorType
from specc.kind import Choice, Real, Refused, Word, show
from specc.layer import Case, Layer, Shape
from specc.layers.resizing import POSITIONS, for_each_axis
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4

Sides: TypeAlias = tuple[tuple[int, int], ...]
"""(before, after) for each axis."""


class SidesKind:
    """Counts of at least 0: one for all sides, or for each axis one or (before, after).

    One for all sides stays an integer, because the number of axes is not known here.
    """

    def __init__(self, *, by_axis: bool = False) -> None:
        self.by_axis = by_axis
        listed = "a list with a count of at least 0, or `[before, after]`, for each axis"
        self.description = listed if by_axis else f"a count of at least 0, or {listed}"

    def read(self, value: Any) -> Any:
        """The count, or (before, after) for each axis."""
        if not self.by_axis and _is_count(value):
            return value
        if not isinstance(value, tuple) or not value:
            return Refused(show(value))
        pairs = tuple((item, item) if _is_count(item) else item for item in value)
        return pairs if all(map(_is_pair, pairs)) else Refused(show(value))


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_count, value))


class Bordered(Layer, abstract=True):
    """The same number of axes, with another number of positions along those before the channels."""

    family = "resizing"
    ranks = (2, 4)
    form = POSITIONS
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True

    def sides(self, kind: TensorType) -> Sides:
        """(before, after) for each axis before the channels."""
        given = getattr(self, next(iter(self.settings)))
        return ((given, given),) * (kind.rank - 1) if isinstance(given, int) else given


class ZeroPad(Bordered):
    """Zeros around the input.

    Shapes: `[height, width, channels]` → `[top + height + bottom, left + width + right, channels]`,
    and in the same way for sequences and volumes.
    """

    foreign = {"padding": "pad"}
    pad: int | Sides = setting(
        SidesKind(), doc="how many on every side, by axis, or by side as in `[[0, 1], [0, 1]]`"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """What is added on both sides of each axis before the channels."""
        kind = inputs[0]
        sides = self.sides(kind)
        fault = for_each_axis(self.word, "pad", sides, kind)  # type: ignore[arg-type]
        sizes = (size + sum(pair) for size, pair in zip(kind.sizes, sides, strict=False))
        return fault or TensorType((*sizes, kind.channels), kind.dtype)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Zeros around it."""
        sides = (*self.sides(TensorType(inputs[0].sizes)), (0, 0))
        return path.surround(inputs[0], sides, 0.0)

    cases = (
        Case("ZeroPad(1)", ((3, 4, 2),), (5, 6, 2)),
        Case("ZeroPad([2, 1])", ((3, 4, 2),), (7, 6, 2)),
        Case("ZeroPad([[0, 1], [2, 0]])", ((3, 4, 2),), (4, 6, 2)),
        Case("ZeroPad([[3, 1]])", ((5, 2),), (9, 2)),
        Case("ZeroPad([[1, 0], [0, 0], [0, 2]])", ((2, 3, 4, 2),), (3, 3, 6, 2)),
        Case("ZeroPad(1)", ((3, 2),), (5, 2), dtype="int"),
    )


class Crop(Bordered):
    """The input without its border.

    Shapes: `[height, width, channels]` → `[height - top - bottom, width - left - right, channels]`,
    and in the same way for sequences and volumes.
    """

    foreign = {"cropping": "crop"}
    view = True
    crop: int | Sides = setting(
        SidesKind(), doc="how many on every side, by axis, or by side as in `[[0, 1], [0, 1]]`"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """What is left of each axis before the channels."""
        kind = inputs[0]
        sides = self.sides(kind)
        fault = for_each_axis(self.word, "crop", sides, kind)  # type: ignore[arg-type]
        if fault is not None:
            return fault
        for axis, (before, after) in enumerate(sides):
            fault = self._left(kind, axis, before + after)
            if fault is not None:
                return fault
        sizes = (size - sum(pair) for size, pair in zip(kind.sizes, sides, strict=False))
        return TensorType((*sizes, kind.channels), kind.dtype)

    def _left(self, kind: TensorType, axis: int, cut: int) -> Fault | None:
        size = kind.sizes[axis]
        message = f"`{self.word}` cuts {cut} off axis {axis} of {kind}"
        return must_hold(size, cut + 1, f"{message}, which has {size}", message, "crop")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """What is left of each axis."""
        (x,) = inputs
        for axis, (before, _) in enumerate(self.sides(TensorType(x.sizes))):
            x = path.cut(x, axis, before, path.made[0][axis])
        return x

    cases = (
        Case("Crop(1)", ((5, 4, 2),), (3, 2, 2)),
        Case("Crop([2, 1])", ((5, 4, 2),), (1, 2, 2)),
        Case("Crop([[0, 1], [2, 0]])", ((5, 4, 2),), (4, 2, 2)),
        Case("Crop([[1, 2]])", ((5, 3),), (2, 3)),
        Case("Crop([0, [0, 1], 1])", ((2, 3, 4, 2),), (2, 2, 2, 2)),
        Case("Crop(1)", ((5, 3),), (3, 3), dtype="bool"),
    )


def must_hold(size: Size, least: int, never: str, message: str, name: str) -> Fault | None:
    """A fault where a size is not always at least so much.

    It says `never` where the size never is, and else `message` with the condition.
    """
    verdict = at_least(size, least)
    if verdict.always:
        return None
    if verdict.never:
        return Fault(never, setting=name, rule="spatial-collapse")
    condition = verdict.condition or f"{size} >= {least}"
    text = f"{message}: that works only when `{condition}`"
    return Fault(text, declaration(verdict.condition), setting=name)


class Pad(Layer):
    """A border along any axes, the channels among them.

    `mode=constant` fills it with `value`; `mode=reflect` mirrors what lies next to the edge, the
    edge itself not repeated, and leaves the channels alone.

    Shapes: `[a, b, ...]` → `[before + a + after, before + b + after, ...]`.
    """

    family = "shape"
    foreign = {"padding": "pads", "pad": "pads", "paddings": "pads", "constant_values": "value"}
    ranks = (1, None)
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    pads: Sides = setting(
        SidesKind(by_axis=True),
        doc="for each axis a count, or `[before, after]`; the batch axis is not counted",
    )
    value: float = setting(Real(), 0.0, doc="what the border is filled with")
    mode: str = setting(
        Choice("constant", "reflect"), Word("constant"), doc="`constant` or `reflect`"
    )

    def check(self) -> Fault | None:
        """A mirrored border has no value of its own."""
        if self.mode == "constant" or not self.value:
            return None
        message = (
            f"`value` of `{self.word}` is {self.value:g}, and `mode=reflect` fills in no value"
        )
        return Fault(message, setting="value", rule="invalid-setting")

    def shape(self, *inputs: TensorType) -> Shape:
        """What is added on both sides of each axis."""
        kind = inputs[0]
        if len(self.pads) != kind.rank:
            axes = "1 axis" if kind.rank == 1 else f"{kind.rank} axes"
            message = f"`pads` of `{self.word}` has {len(self.pads)} items, and {kind} has {axes}"
            help = "one for each axis, the channels last, the batch axis not counted"
            return Fault(message, help, setting="pads", rule="invalid-setting")
        fault = self._reflects(kind) if self.mode == "reflect" else self._holds(kind)
        sizes = (size + sum(pair) for size, pair in zip(kind.sizes, self.pads, strict=True))
        return fault or TensorType(tuple(sizes), kind.dtype)

    def _holds(self, kind: TensorType) -> Fault | None:
        right = {"float": True, "int": self.value.is_integer(), "bool": self.value in (0, 1)}
        if right[kind.dtype]:
            return None
        message = (
            f"`value` of `{self.word}` is {self.value:g}, and {kind} holds {kind.dtype} values"
        )
        return Fault(message, setting="value", rule="dtype-mismatch")

    def _reflects(self, kind: TensorType) -> Fault | None:
        if kind.dtype != "float" or not 2 <= kind.rank <= 4:
            message = (
                f"`mode=reflect` of `{self.word}` wants float values with {POSITIONS}, got {kind}"
            )
            return Fault(message, setting="mode", rule="input-rank-mismatch")
        if any(self.pads[-1]):
            message = f"`mode=reflect` of `{self.word}` adds {show(self.pads[-1])} to the channels"
            help = "the last axis stays as it is: `0`"
            return Fault(message, help, setting="pads", rule="invalid-setting")
        for axis, pair in enumerate(self.pads):
            size = kind.sizes[axis]
            what = f"`{self.word}` mirrors {max(pair)} along axis {axis} of {kind}"
            never = f"{what}, where {size - 1} lie behind the edge"
            fault = must_hold(size, max(pair) + 1, never, what, "pads")
            if fault is not None:
                return fault
        return None

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The input of a mirrored border, in single precision; a filled one keeps nothing."""
        return inputs[0].size * FLOAT_BYTES if self.mode == "reflect" else 0

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """A border of one value, or a mirrored one."""
        if self.mode == "reflect":
            return path.mirror(inputs[0])
        return path.surround(inputs[0], self.pads, self.value)

    cases = (
        Case("Pad([[0, 1], [2, 0], 1])", ((3, 4, 2),), (4, 6, 4)),
        Case("Pad([1, 0], value=-1.5)", ((3, 2),), (5, 2)),
        Case("Pad([[0, 3]])", ((5,),), (8,)),
        Case("Pad([0, 0, [0, 2]])", ((3, 4, 2),), (3, 4, 4)),
        Case("Pad([[2, 1], 1, 0], mode=reflect)", ((3, 4, 2),), (6, 6, 2)),
        Case("Pad([[2, 0], 0], mode=reflect)", ((4, 2),), (6, 2)),
        Case("Pad([1, 0, [0, 2], 0], mode=reflect)", ((2, 3, 4, 2),), (4, 3, 6, 2)),
        Case("Pad([1, 2], value=7)", ((3, 2),), (5, 6), dtype="int"),
        Case("Pad([[1, 0], 0], value=1)", ((3, 2),), (4, 2), dtype="bool"),
    )
