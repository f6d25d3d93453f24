"""Turns columns over the iterations of a loop into what its variables run over."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from specc.emit.column import ABSENT, Column, covers, differs, present
from specc.emit.expression import Code, Expr, Infix, Varied, call
from specc.emit.letters import Letters, merged
from specc.emit.names import plural
from specc.emit.step import Item, Loop, Step, Variable, inside, rewritten
from specc.emit.variable import MARK

SHORTEST_RANGE = 4
"""Numbers fewer than these are clearer one by one."""


class Closing:
    """Makes a loop's body one of the bodies around it.

    `groups` says which iterations belong to each of these, None to one that does not come by the
    loop. `named` is the `for` variable with its value for each iteration. What differs between
    iterations gets a variable; the rest, and what the variables run over, are columns again.
    """

    def __init__(
        self,
        groups: Sequence[Sequence[int] | None],
        named: Sequence[tuple[str, Any] | None],
        shapes: dict[int, Column],
        marks: Iterator[int],
    ) -> None:
        self.groups = groups
        self.shapes = shapes
        self.marks = marks
        self.letters = Letters({})
        self.variables: list[tuple[Column, Variable]] = []
        self.name, self.column = "", ()
        known = [variable for variable in named if variable is not None]
        if known and len(known) == len(named):
            self.name, self.column = known[0][0], tuple(value for _, value in known)

    def item(self, item: Item) -> Item:
        """An item of the loop's body, its columns turned."""
        return self._turned(rewritten(item, self._expr))

    def found(self) -> tuple[Variable, ...]:
        """The variables that the body needs."""
        return tuple(variable for _, variable in self.variables)

    def _turned(self, item: Item) -> Item:
        if isinstance(item, Loop):
            return item._replace(body=tuple(self._turned(inner) for inner in item.body))
        assert isinstance(item, Step) or not inside(item)
        if not isinstance(item, Step):
            return item
        self._shape(item.outs[0])
        origins = self._rows(item.origins)
        return item._replace(origins=tuple(ABSENT if row is None else row for row in origins))

    def _rows(self, column: Column) -> list[tuple[Any, ...] | None]:
        return [None if g is None else tuple(column[at] for at in g) for g in self.groups]

    def _shape(self, value: int) -> None:
        rows = self._rows(self.shapes[value])
        if any(differs(row) for row in rows if row):
            one = merged(self.shapes[value], self.letters)
            self.shapes[value] = tuple(one if present(row or ()) else ABSENT for row in rows)
        else:
            self.shapes[value] = tuple(map(_any, rows))

    def _expr(self, part: Expr) -> Expr | None:
        if not isinstance(part, Varied):
            return None
        rows = self._rows(part.column)
        if not any(differs(row) for row in rows if row):
            return Varied(tuple(map(_any, rows)), part.hint)
        for column, variable in self.variables:
            factor = _factor(part.column, column)
            if factor == 1:
                return Code(variable.mark)
            if factor:
                return Infix("*", Code(str(factor)), Code(variable.mark))
        hint = self.name if part.column == self.column else part.hint
        mark = f"{MARK}{next(self.marks)}"
        filled = [None if row is None else _filled(row, part.column) for row in rows]
        self.variables.append((part.column, Variable(mark, hint, _values(filled, hint))))
        return Code(mark)


def _any(row: tuple[Any, ...] | None) -> Any:
    """The one value of a row in which all are the same."""
    return next(iter(present(row or ())), ABSENT)


def _filled(row: tuple[Any, ...], column: Column) -> tuple[Any, ...]:
    """The row with a value for iterations in which nothing reads it."""
    return tuple(present(column)[0] if value is ABSENT else value for value in row)


def _factor(column: Column, base: Column) -> int:
    """How many times another column one is, in whole numbers; 0 where it is no multiple."""
    if covers(base, column):
        return 1
    pairs = [(v, b) for v, b in zip(column, base, strict=True) if v is not ABSENT]
    if not all(type(value) is int and value > 0 for pair in pairs for value in pair):
        return 0
    factors = {v // b if v % b == 0 else 0 for v, b in pairs}
    return factors.pop() if len(factors) == 1 else 0


def _values(rows: Sequence[tuple[Any, ...] | None], hint: str) -> Expr:
    """What a variable runs over in each body around: a `range` where that says it."""
    known = [row for row in rows if row is not None]
    step = _spacing(known)
    if not step or max(map(len, known)) < SHORTEST_RANGE:
        several = plural(hint) if not hint.endswith("s") else f"{hint}_list"
        return Varied(tuple(ABSENT if row is None else row for row in rows), several)
    starts = Varied(tuple(ABSENT if row is None else row[0] for row in rows), "start")
    stops = Varied(tuple(ABSENT if row is None else row[-1] + step for row in rows), "stop")
    if step == 1:
        return (
            call("range", stops)
            if set(starts.column) <= {0, ABSENT}
            else call("range", starts, stops)
        )
    return call("range", starts, stops, step)


def _spacing(rows: Sequence[tuple[Any, ...]]) -> int:
    """The step between integers that are evenly spaced in all rows; 0 where they are not."""
    if not all(row and all(type(value) is int for value in row) for row in rows):
        return 0
    steps = {after - before for row in rows for before, after in pairwise(row)}
    return steps.pop() if len(steps) == 1 else 0
