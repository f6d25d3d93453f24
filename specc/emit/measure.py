"""Sizes that only run time knows, read off a tensor whose own are known in the same symbols."""

from collections.abc import Sequence
from itertools import pairwise

from specc.ir.dim import Dim, Size
from specc.namedtuple import NamedTuple

MOST_PARTS = 64


class Measure(NamedTuple):
    """`times * n // parts`, with `n` the tensor's size along `axis` (the batch axis apart)."""

    axis: int
    times: int = 1
    parts: int = 1


def measure(size: Dim, sizes: tuple[Size, ...]) -> Measure | None:
    """How a size follows from one of some others; None where it is no multiple or part of any."""
    open_axes = [(axis, own) for axis, own in enumerate(sizes) if isinstance(own, Dim)]
    for axis, own in open_axes:
        times = size // own
        if isinstance(times, int) and times * own == size:
            return Measure(axis, times=times)
    for axis, own in open_axes:
        parts = next((n for n in range(2, MOST_PARTS + 1) if own // n == size), None)
        if parts is not None:
            return Measure(axis, parts=parts)
    return None


def unknown_axes(sizes: tuple[Size, ...]) -> list[int]:
    """The axes whose sizes only run time knows."""
    return [axis for axis, size in enumerate(sizes) if isinstance(size, Dim)]


def slices(sizes: Sequence[Size]) -> list[str] | None:
    """`start:stop` of each part of an axis, one of them of unknown size; None for several such."""
    unknown = unknown_axes(tuple(sizes))
    if len(unknown) > 1:
        return None
    ends = [0]
    for size in sizes[: unknown[0]]:
        ends.append(ends[-1] + _known(size))
    left = [0]
    for size in reversed(sizes[unknown[0] + 1 :]):
        left.insert(0, left[0] - _known(size))
    bounds = [*ends, *left]
    return [f"{a or ''}:{b or ''}" for a, b in pairwise(bounds)]


def _known(size: Size) -> int:
    assert isinstance(size, int), size
    return size
