"""Joins expressions that differ in literals only into one, with a column at each literal."""

from collections.abc import Callable, Sequence
from typing import Any

from specc.emit.column import Column
from specc.emit.expression import Argument, Expr, Lit, Varied

Place = Callable[[Sequence[Any]], Column]
"""Puts the values of the uses that have any at these uses' places in a column."""


class Mismatch(Exception):
    """Bodies that no common code can say; caught where they were to become one."""


def joined(exprs: Sequence[Expr], place: Place) -> Expr:
    """The expression that all of these are instances of, or `Mismatch`."""
    found: Expr = _joined(exprs, place, "size")
    return found


def _joined(parts: Sequence[Any], place: Place, hint: str) -> Any:
    first = parts[0]
    if any(type(part) is not type(first) for part in parts):
        raise Mismatch
    if isinstance(first, Lit):
        return _literal(parts, place, hint)
    if isinstance(first, Argument):
        hint = first.name
    if isinstance(first, tuple):
        if any(len(part) != len(first) for part in parts):
            raise Mismatch
        fields = [_joined(column, place, hint) for column in zip(*parts, strict=True)]
        return type(first)(*fields) if hasattr(first, "_fields") else tuple(fields)
    if any(part != first for part in parts):
        raise Mismatch
    return first


def _literal(parts: Sequence[Lit], place: Place, hint: str) -> Varied:
    values = [part.value for part in parts]
    if any(_kind(value) != _kind(values[0]) for value in values):
        raise Mismatch
    return Varied(place(values), parts[0].hint or hint)


def _kind(value: Any) -> Any:
    """Literals of one kind can be values of one parameter; what is no number rather is code."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_kind(item) for item in value)
    return bool if isinstance(value, bool) else float
