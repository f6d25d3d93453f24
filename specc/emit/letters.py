"""Sizes in comments where the uses of a body differ: parameters, letters, and parts of these."""

from collections.abc import Mapping, Sequence

from specc.emit.column import ABSENT, Column, covers, differs
from specc.emit.step import Shape
from specc.ir.dim import Dim

LETTERS = "TKLPQRUVXYZABDEFG"
PARTS = (2, 3, 4)

Shapes = tuple[Shape, ...]


class Letters:
    """Words for columns of sizes: a parameter, else the axis's letter, or a part of one of these.

    `known` says how columns of literals are written in the code, so that comments say the same.
    """

    def __init__(self, known: Mapping[Column, str]) -> None:
        self.known = known
        self.axes: dict[str, list[tuple[Column, str]]] = {}

    def of(self, column: Column, axis: str) -> object:
        """How a column of sizes is written; `axis` is the letter for the axis it stands at."""
        if not differs(column):
            return next(size for size in column if size is not ABSENT)
        if axis == "C":
            known = next((w for c, w in self.known.items() if _alike(c, column)), "")
            if known:
                return known
        found = self.axes.setdefault(axis, [])
        text = next((name for sizes, name in found if _alike(sizes, column)), "")
        text = text or self._part(column, axis)
        if not text:
            text = axis if not found else f"{axis}{len(found) + 1}"
        found.append((column, text))
        return text

    def _part(self, column: Column, axis: str) -> str:
        """`H // 2` or `2 * H` in terms of the first column of the axis."""
        if axis == "C" or not self.axes[axis]:
            return ""
        other, name = self.axes[axis][0]
        pairs = [
            (a, b)
            for a, b in zip(other, column, strict=True)
            if a is not ABSENT and b is not ABSENT
        ]
        if " " in name or any(
            type(size) not in (int, Dim) or size == 0 for pair in pairs for size in pair
        ):
            return ""
        for number in PARTS:
            if all(-(-a // number) == b for a, b in pairs):
                return f"{name} // {number}"
            if all(a * number == b for a, b in pairs):
                return f"{number} * {name}"
        return next(
            (f"{name} // {w}" for c, w in self.known.items() if _divides(c, other, column)), ""
        )


def _alike(known: Column, column: Column) -> bool:
    return len(known) == len(column) and covers(known, column)


def _divides(steps: Column, whole: Column, part: Column) -> bool:
    """Whether a column of steps makes one column of sizes of another."""
    if len(steps) != len(whole):
        return False
    for step, a, b in zip(steps, whole, part, strict=True):
        if b is not ABSENT and (
            type(step) is not int or step < 1 or a is ABSENT or -(-a // step) != b
        ):
            return False
    return True


def merged(shapes: Sequence[Shapes | object], letters: Letters) -> Shapes:
    """The shapes of one place in several bodies, what differs written as a word.

    A body that does not come by the place has `ABSENT`.
    """
    known: list[Shapes] = [one for one in shapes if isinstance(one, tuple)]
    if len({tuple(len(s.sizes) for s in row) for row in known}) != 1:
        return known[0]
    places = [at for at, one in enumerate(shapes) if isinstance(one, tuple)]
    return tuple(
        _one([row[index] for row in known], places, len(shapes), letters)
        for index in range(len(known[0]))
    )


def _one(outputs: Sequence[Shape], places: Sequence[int], count: int, letters: Letters) -> Shape:
    axes = _axis_letters(len(outputs[0].sizes), outputs[0].channels_first)
    written = []
    for axis, sizes in zip(
        axes, zip(*(shape.sizes for shape in outputs), strict=True), strict=True
    ):
        given = dict(zip(places, sizes, strict=True))
        written.append(letters.of(tuple(given.get(at, ABSENT) for at in range(count)), axis))
    return outputs[0]._replace(sizes=tuple(written))  # type: ignore[arg-type]


def _axis_letters(rank: int, channels_first: bool) -> tuple[str, ...]:
    if rank == 0:
        return ()
    spatial = {1: "T", 2: "HW", 3: "DHW"}.get(rank - 1, LETTERS[: max(0, rank - 1)])
    return ("C", *spatial) if channels_first else (*spatial, "C")
