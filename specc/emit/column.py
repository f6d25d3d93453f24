"""Columns: what one place in the code is in each use of a block, or in each iteration of a loop."""

from typing import Any, Final, TypeAlias

Column: TypeAlias = tuple[Any, ...]


class Absent:
    """Stands in a column for a use that does not come by the place."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "-"


ABSENT: Final = Absent()


def present(column: Column) -> Column:
    """What a column holds."""
    return tuple(value for value in column if value is not ABSENT)


def same(one: Any, other: Any) -> bool:
    """Whether two literals are written alike: `1`, `1.0` and `True` are three."""
    return type(one) is type(other) and bool(one == other)


def differs(column: Column) -> bool:
    """True where the uses do not all have the same value."""
    found = present(column)
    return any(not same(value, found[0]) for value in found)


def covers(known: Column, wanted: Column) -> bool:
    """Whether a column says what another one wants, wherever that wants anything."""
    return all(w is ABSENT or same(k, w) for k, w in zip(known, wanted, strict=True))
