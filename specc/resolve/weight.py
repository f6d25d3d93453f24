"""How large a constant is: lists of lists could grow beyond all bounds while they are evaluated."""

from collections.abc import Iterable
from typing import Any

from specc.setting import Applied

MOST_ITEMS = 200_000
DEEPEST = 64


def weight(value: Any) -> int | None:
    """The items of a list, of the lists in it and so on; None past `MOST_ITEMS` or `DEEPEST`."""
    waiting, count = [(value, 0)], 0
    while waiting:
        item, depth = waiting.pop()
        inner = tuple(_inside(item))
        count += len(inner)
        if count > MOST_ITEMS or depth > DEEPEST:
            return None
        waiting.extend((one, depth + 1) for one in inner if isinstance(one, (tuple, dict)))
    return count


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, Applied):
        return tuple(given.value for given in value.arguments)
    return value if type(value) is tuple else ()
