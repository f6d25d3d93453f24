"""Literal tables: rows of numbers that stand in the spec itself, and what they say of the data."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from specc.kind import Refused, show
from specc.training.facts import Facts, InputFact, TargetFact
from specc.training.target import (
    Binary,
    ClassTarget,
    MultiLabel,
    OneHot,
    RealTarget,
    Target,
)

Rows: TypeAlias = tuple[Any, ...]
"""The rows of a table: numbers, or tuples of numbers nested to any depth, all of one shape."""

MAX_AXES = 8


class RowsKind:
    """A list of rows that are all numbers, or all lists of one shape."""

    description = "a list of rows of numbers, all of one shape"

    def read(self, value: Any) -> Any:
        """The rows as nested tuples."""
        if not isinstance(value, tuple) or hasattr(value, "_fields") or not value:
            return Refused(show(value))
        first = row_sizes(value[0])
        for number, row in enumerate(value, 1):
            sizes = row_sizes(row)
            if sizes is None or len(sizes) > MAX_AXES:
                return Refused(f"{show(row)} in row {number}")
            if sizes != first:
                got = f"{_sized(first)} in row 1 and {_sized(sizes)} in row {number}"
                return Refused(got, rule="unequal-rows")
        return value


ROWS = RowsKind()


def row_sizes(row: Any) -> tuple[int, ...] | None:
    """`()` for a number, `(3,)` for a list of three, and so on; None where it has no one shape."""
    if type(row) in (int, float):
        return ()
    if not isinstance(row, tuple) or hasattr(row, "_fields") or not row:
        return None
    inner = {row_sizes(item) for item in row}
    sizes = inner.pop()
    return None if inner or sizes is None else (len(row), *sizes)


def numbers(rows: Any) -> Iterator[float]:
    """All numbers of nested rows in order."""
    for row in rows:
        if isinstance(row, tuple):
            yield from numbers(row)
        else:
            yield row


def table_facts(inputs: Rows, targets: Rows | None) -> Facts:
    """What the rows say: sizes, ranges, the kind of target, the number of rows, the balance."""
    flat = list(numbers(inputs))
    whole = all(type(value) is int for value in flat)
    fact = InputFact("x", row_sizes(inputs[0]) or (1,), min(flat), max(flat), whole=whole)
    if targets is None:
        return Facts((fact,), samples=len(inputs), bare=True)
    target = _target(targets)
    return Facts((fact,), target, len(inputs), _balance(target.kind, targets))


def _target(rows: Rows) -> TargetFact:
    sizes = row_sizes(rows[0]) or ()
    values = list(numbers(rows))
    low, high = min(values), max(values)
    whole = all(type(value) is int for value in values)
    kind = _discrete(rows, sizes, values) if whole else None
    kind = kind or RealTarget(sizes=sizes, low=float(low), high=float(high))
    return TargetFact("y", kind, sizes, low, high, whole)


def _discrete(rows: Rows, sizes: tuple[int, ...], values: list[float]) -> Target | None:
    """What whole numbers are, if not simply numbers."""
    found = set(values)
    bits = found <= {0, 1}
    if len(sizes) == 1 and sizes[0] > 1 and bits:
        one_each = all(sum(row) == 1 for row in rows)
        return OneHot(classes=sizes[0]) if one_each else MultiLabel(labels=sizes[0])
    if sizes in ((), (1,)) and bits:
        return Binary(sizes=sizes)
    consecutive = not sizes and found == set(range(len(found)))
    return ClassTarget(classes=len(found)) if consecutive else None


def _balance(kind: Target, targets: Rows) -> tuple[float, ...]:
    if isinstance(kind, OneHot):
        return tuple(sum(column) / len(targets) for column in zip(*targets, strict=True))
    if not isinstance(kind, (Binary, ClassTarget)):
        return ()
    counts = [0] * (kind.classes or 2)
    for label in numbers(targets):
        counts[int(label)] += 1
    return tuple(count / len(targets) for count in counts)


def _sized(sizes: tuple[int, ...] | None) -> str:
    return "a number" if sizes == () else f"[{', '.join(map(str, sizes or ()))}]"
