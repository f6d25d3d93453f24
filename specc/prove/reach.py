"""What of a model's inputs a tensor depends on, axis by axis."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from specc.namedtuple import NamedTuple
from specc.prove.field import EVERYTHING, POINT, Field, combine, union


class Reach(NamedTuple):
    """How a tensor's positions along `axis` read one axis of an input.

    With `axis` -1 all positions read the same: `field.phases[0]`. `sure` is false where more may
    be said to be read than is.
    """

    axis: int
    field: Field
    sure: bool = True


Key: TypeAlias = tuple[int, int]
"""A model's input, by the id of its value, and an axis of it."""
Reached: TypeAlias = dict[Key, Reach]
"""What a tensor depends on; what is not in it plays no part."""

UNSURE = Reach(-1, EVERYTHING, sure=False)


def start(input: int, axes: Iterable[int]) -> Reached:
    """An input itself."""
    return {(input, axis): Reach(axis, POINT) for axis in axes}


def whole(reach: Reach) -> Reach:
    """Behind a layer that mixes all positions."""
    return reach if reach.axis < 0 else Reach(-1, EVERYTHING, reach.sure)


def one(reach: Reach, position: int) -> Reach:
    """Behind a layer that takes one position."""
    return Reach(-1, Field(0, (reach.field.at(position),)), reach.sure)


def along(reach: Reach, field: Field | None) -> Reach:
    """The same axis, which reads something else; None where that is not known."""
    return UNSURE if field is None else reach._replace(field=field)


def turned(reached: Reached, axis: Callable[[int], int | None]) -> Reached:
    """The same tensor with other axes; None for an axis that is mixed with others."""
    found: Reached = {}
    for key, reach in reached.items():
        new = -1 if reach.axis < 0 else axis(reach.axis)
        found[key] = UNSURE if new is None else reach._replace(axis=new)
    return found


def blurred(reached: Reached) -> Reached:
    """Behind a layer of which nothing is known: it may read everything."""
    return dict.fromkeys(reached, UNSURE)


def merged(parts: Iterable[Reached]) -> Reached:
    """Behind a layer that joins tensors, position by position."""
    found: Reached = {}
    for part in parts:
        if not found:
            found = part
            continue
        if part is found:
            continue
        found = dict(found)
        for key, reach in part.items():
            found[key] = _joined(found[key], reach) if key in found else reach
    return found


def _joined(a: Reach, b: Reach) -> Reach:
    if a == b:
        return a
    if a.axis != b.axis:
        wide = [reach for reach in (a, b) if reach.field == EVERYTHING]
        return max(wide, key=_sure) if wide else UNSURE
    sure = max((_end(a), a.sure), (_end(b), b.sure))[1]
    if a.axis < 0:
        return Reach(-1, Field(0, (union(a.field.phases[0], b.field.phases[0]),)), sure)
    field = combine(a.field, b.field)
    return UNSURE if field is None else Reach(a.axis, field, sure)


def _sure(reach: Reach) -> bool:
    return reach.sure


def _end(reach: Reach) -> int:
    return max(reads.stop for reads in reach.field.phases)
