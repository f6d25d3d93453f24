"""How a number varies along the channels of tensors that were joined."""

from collections.abc import Iterable

from specc.flow.state import Parts

ALIKE = 0.02
"""Neighbours whose factors differ by a smaller share are taken for one part."""
TINY = 1e-9


def merged(parts: Iterable[tuple[int, float]]) -> Parts:
    """The parts with mean 1, neighbours that are alike as one."""
    found: list[tuple[int, float]] = []
    whole, total = 0, 0.0
    for width, factor in parts:
        whole, total = whole + width, total + width * factor
        if found and abs(found[-1][1] - factor) <= ALIKE * factor:
            before, one = found[-1]
            both = before + width
            found[-1] = both, (before * one + width * factor) / both
        else:
            found.append((width, factor))
    if len(found) < 2 or total <= 0.0:
        return None
    return tuple([(width, factor * whole / total) for width, factor in found])


def inverted(parts: Parts) -> tuple[float, Parts]:
    """The mean of 1 over the factors, and the factors around it."""
    if parts is None:
        return 1.0, None
    turned = [(width, 1.0 / max(factor, TINY)) for width, factor in parts]
    whole = sum([width for width, _ in parts])
    return sum([width * factor for width, factor in turned]) / whole, merged(turned)


def piece(parts: Parts, start: int, width: int) -> tuple[float, Parts]:
    """Some neighbouring channels: their mean, and the factors around it."""
    if parts is None:
        return 1.0, None
    found, place = [], 0
    for size, factor in parts:
        inside = min(place + size, start + width) - max(place, start)
        if inside > 0:
            found.append((inside, factor))
        place += size
    return sum([size * factor for size, factor in found]) / width, merged(found)


def blended_parts(one: Parts, other: Parts, share: float) -> Parts:
    """The variation of a sum, of which `share` varies in the one way."""
    if one is None and other is None:
        return None
    whole = sum([width for width, _ in one or other or ()])
    left, right = one or ((whole, 1.0),), other or ((whole, 1.0),)
    ends = sorted({*_ends(left), *_ends(right)})
    found = []
    for start, end in zip([0, *ends], ends, strict=False):
        factor = share * _at(left, start) + (1.0 - share) * _at(right, start)
        found.append((end - start, factor))
    return merged(found)


def _ends(parts: tuple[tuple[int, float], ...]) -> list[int]:
    ends, place = [], 0
    for width, _ in parts:
        place += width
        ends.append(place)
    return ends


def _at(parts: tuple[tuple[int, float], ...], channel: int) -> float:
    for width, factor in parts:
        if channel < width:
            return factor
        channel -= width
    return 1.0
