"""How a number varies along an axis: each position of a short axis, the borders of a long one."""

from collections.abc import Sequence
from typing import TypeAlias

Cells: TypeAlias = tuple[float, ...]
"""One factor for each position; of a long axis `BORDER` at each end, and one for all between."""

BORDER = 6
WHOLE = 2 * BORDER + 1


def cell_of(size: int, position: int) -> int:
    """The number of the cell that a position lies in."""
    if size <= WHOLE or position < BORDER:
        return position
    return WHOLE - (size - position) if position >= size - BORDER else BORDER


def cell_count(size: int) -> int:
    """How many cells an axis has."""
    return min(size, WHOLE)


def mean(cells: Cells, size: int) -> float:
    """The mean over all positions."""
    whole = sum(cells)
    if size > WHOLE:
        whole += cells[BORDER] * (size - WHOLE)
    return whole / size


def levelled(cells: Cells, size: int) -> tuple[float, Cells | None]:
    """The mean and the factors around it; no factors where all are alike."""
    level = mean(cells, size)
    if level <= 0.0:
        return level, None
    if max(cells) - min(cells) <= 1e-6 * level:
        return level, None
    return level, tuple([cell / level for cell in cells])


def spread(size: int, positions: Sequence[float]) -> Cells:
    """The cells of numbers that are given for every position."""
    if size <= WHOLE:
        return tuple(positions)
    inner = positions[BORDER : size - BORDER]
    middle = sum(inner) / len(inner)
    return (*positions[:BORDER], middle, *positions[size - BORDER :])


def at(cells: Cells | None, size: int, position: int) -> float:
    """The factor at a position."""
    return 1.0 if cells is None else cells[cell_of(size, position)]


def moved(cells: Cells | None, size: int, made: int, shift: int) -> Cells:
    """The cells of an axis of `made` positions whose position 0 is `shift` of the given axis.

    There is 0 where the given axis has no position. Of a long middle some positions are looked at.
    """

    def there(position: int) -> float:
        source = position + shift
        return at(cells, size, source) if 0 <= source < size else 0.0

    if made <= WHOLE:
        return tuple([there(position) for position in range(made)])
    inner = _inside(made, shift, size)
    middle = sum([there(position) for position in inner]) / len(inner)
    first = [there(position) for position in range(BORDER)]
    last = [there(position) for position in range(made - BORDER, made)]
    return (*first, middle, *last)


SAMPLES = 256


def _inside(made: int, shift: int, size: int) -> Sequence[int]:
    middle = range(BORDER, made - BORDER)
    return middle[:: max(1, len(middle) // SAMPLES)]
