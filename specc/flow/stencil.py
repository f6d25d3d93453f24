"""Which positions of an axis a window sees, summed cell by cell.

At the border a window of `same` padding has fewer taps inside the image than elsewhere, and with
depth the border grows inwards: so the numbers of taps are kept by position.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import prod
from operator import mul
from typing import TYPE_CHECKING, TypeAlias

from specc.flow.cells import BORDER, WHOLE, Cells, cell_count, cell_of, levelled, mean
from specc.flow.state import Borders
from specc.window import axis_pad, same_sides

if TYPE_CHECKING:
    from specc.flow.contract import Windowed

LONGEST = 64
"""Windows along longer axes are counted on a shorter one: its middle looks the same."""

Row = tuple[tuple[int, float], ...]


Seen: TypeAlias = tuple[float, Cells | None]
"""A mean factor, and the factors around it along the axis."""


class Stencil:
    """A window along one axis: for each cell how many taps fall into which others.

    `gather` is from the side where the window stands to what it sees, `scatter` the other way.
    `before` is what is added in front of the axis that is seen.
    """

    def __init__(
        self, seen: int, standing: int, kernel: int, stride: int, before: int, dilation: int
    ) -> None:
        self.seen, self.standing = seen, standing
        self.plain = (kernel, stride, before) == (1, 1, 0) and seen == standing
        short = _shorter(seen, standing, kernel, stride, dilation)
        near, far = standing - short, seen - short * stride
        taps: dict[tuple[int, int], int] = {}
        for place in range(near):
            start, cell = place * stride - before, cell_of(near, place)
            for source, number in _seen(far, start, kernel, dilation):
                taps[cell, source] = taps.get((cell, source), 0) + number
        self.rows = _rows(taps, cell_count(standing), _sizes(near))
        turned = {(source, place): number for (place, source), number in taps.items()}
        self.columns = _rows(turned, cell_count(seen), _sizes(far))
        self._flat = _applied(self.rows, None, standing), _applied(self.columns, None, seen)

    def gather(self, cells: Cells | None) -> Seen:
        """The sum over the window at each place where it stands."""
        if self.plain:
            return 1.0, cells
        return self._flat[0] if cells is None else _applied(self.rows, cells, self.standing)

    def scatter(self, cells: Cells | None) -> Seen:
        """The sum over the windows that see each position."""
        if self.plain:
            return 1.0, cells
        return self._flat[1] if cells is None else _applied(self.columns, cells, self.seen)


def _seen(size: int, start: int, kernel: int, dilation: int) -> Iterator[tuple[int, int]]:
    """The cells of an axis that a window sees, and how many of its taps lie in each."""
    if dilation > 1 or kernel <= WHOLE:
        for source in range(start, start + kernel * dilation, dilation):
            if 0 <= source < size:
                yield cell_of(size, source), 1
        return
    low, high = max(start, 0), min(start + kernel, size)
    ends = [*range(min(BORDER, size)), *range(max(size - BORDER, BORDER), size)]
    inside = [source for source in ends if low <= source < high]
    yield from ((cell_of(size, source), 1) for source in inside)
    if high - low > len(inside):
        yield BORDER, high - low - len(inside)


@lru_cache(1024)
def stencil(
    seen: int, standing: int, kernel: int, stride: int, before: int, dilation: int = 1
) -> Stencil:
    """The same stencil for the same numbers."""
    return Stencil(seen, standing, kernel, stride, before, dilation)


def _shorter(seen: int, standing: int, kernel: int, stride: int, dilation: int) -> int:
    """By how many places of the window the axis can be made shorter."""
    least = LONGEST + 2 * (dilation * (kernel - 1) + 1) // stride
    most = (seen - LONGEST) // stride
    return max(0, min(standing - least, most))


def _sizes(size: int) -> list[int]:
    sizes = [0] * cell_count(size)
    for position in range(size):
        sizes[cell_of(size, position)] += 1
    return sizes


def _rows(taps: dict[tuple[int, int], int], count: int, sizes: list[int]) -> tuple[Row, ...]:
    rows: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for (place, source), number in taps.items():
        rows[place].append((source, number / sizes[place]))
    return tuple(map(tuple, rows))


def _applied(rows: tuple[Row, ...], cells: Cells | None, size: int) -> Seen:
    if cells is None:
        sums = tuple([sum([weight for _, weight in row]) for row in rows])
    else:
        sums = tuple([sum([weight * cells[source] for source, weight in row]) for row in rows])
    return levelled(sums, size)


def gathered(stencils: tuple[Stencil, ...], borders: Borders) -> tuple[float, Borders]:
    """The sums over windows on all axes: a factor, and how it varies."""
    return _over(stencils, borders, back=False)


def scattered(stencils: tuple[Stencil, ...], borders: Borders) -> tuple[float, Borders]:
    """The sums over the windows that see a position, on all axes."""
    return _over(stencils, borders, back=True)


def _over(stencils: tuple[Stencil, ...], borders: Borders, *, back: bool) -> tuple[float, Borders]:
    factor = 1.0
    made: list[Cells | None] = []
    last: tuple[Stencil, Cells | None, Seen] | None = None
    for at, one in enumerate(stencils):
        cells = None if borders is None else borders[at]
        if last is not None and last[0] is one and last[1] is cells:
            found = last[2]
        else:
            found = one.scatter(cells) if back else one.gather(cells)
        last = one, cells, found
        factor *= found[0]
        made.append(found[1])
    return factor, tuple(made) if any(made) else None


def overlap(one: Borders, other: Borders, sizes: tuple[int, ...]) -> float:
    """The mean of the product of two variations over all positions."""
    if one is None or other is None:
        return 1.0
    factor = 1.0
    for size, left, right in zip(sizes, one, other, strict=True):
        if left is not None and right is not None:
            factor *= mean(tuple(map(mul, left, right)), size)
    return factor


Window: TypeAlias = tuple[tuple[Stencil, ...], int]
"""A stencil for each axis before the channels, and how many positions the window has."""


def window(
    layer: "Windowed",
    kernel: tuple[int, ...],
    seen: tuple[int, ...],
    standing: tuple[int, ...],
    dilation: tuple[int, ...] | None = None,
) -> Window:
    """The window of a layer that stands at `standing` places on each axis and looks at `seen`."""
    stencils = []
    for axis, (size, places) in enumerate(zip(seen, standing, strict=True)):
        width, stride = kernel[axis], layer.stride[axis]
        far = 1 if dilation is None else dilation[axis]
        pad = axis_pad(layer.padding, axis)
        before = _before(pad, size, width, stride, far)
        stencils.append(stencil(size, places, width, stride, before, far))
    return tuple(stencils), prod(kernel)


def _before(
    pad: "str | tuple[int, int]", size: int, kernel: int, stride: int, dilation: int
) -> int:
    if pad == "same":
        return same_sides(size, kernel, stride, dilation)[0]
    if pad == "causal":
        return dilation * (kernel - 1)
    return pad[0] if isinstance(pad, tuple) else 0
