"""The values that are known at a place of several bodies at once, each by its column of ids."""

from collections.abc import Iterator, Sequence
from typing import Any

from specc.emit.column import ABSENT, Column, covers
from specc.emit.join import Mismatch


class Scope:
    """What `count` bodies, side by side, have made; a loop's bodies are the iterations of all uses.

    `groups` says which of them belong to each body of `parent`. `order` says which of them give
    their names to what becomes one.
    """

    def __init__(
        self,
        count: int,
        ids: Iterator[int],
        order: Sequence[int],
        parent: "Scope | None" = None,
        groups: Sequence[Sequence[int]] = (),
    ) -> None:
        self.count = count
        self.ids = ids
        self.order = order
        self.parent = parent
        self.groups = groups
        self.defined: dict[Column, int] = {}
        self.entries: dict[Column, int] = {}
        """Values that a loop hands on: in each iteration another one from outside it."""

    def define(self, column: Column) -> int:
        """A value that all bodies make; its new id."""
        return self.defined.setdefault(column, next(self.ids))

    def read(self, column: Column) -> int:
        """The id of the value that the bodies read; `Mismatch` where they do not read the same."""
        found = self.find(column)
        if found is None:
            raise Mismatch
        return found

    def find(self, column: Column) -> int | None:
        """The id of the value that the bodies read, if there is one."""
        known = self.defined.get(column)
        if known is None and ABSENT in column:
            known = next(
                (self.defined[c] for c in reversed(self.defined) if covers(c, column)), None
            )
        if known is not None or self.parent is None:
            return known
        rows = [[column[at] for at in group] for group in self.groups]
        if all(len(set(row)) <= 1 for row in rows):
            return self.parent.find(tuple(row[0] if row else ABSENT for row in rows))
        return self.entries.setdefault(column, next(self.ids))

    def column(self, values: dict[int, Any]) -> Column:
        """The values of some bodies at their places."""
        return tuple(values.get(at, ABSENT) for at in range(self.count))

    def lead(self, among: dict[int, Any]) -> Any:
        """What the first body in order has."""
        return next(among[at] for at in self.order if at in among)

    def save(self) -> list[tuple["Scope", dict[Column, int], dict[Column, int]]]:
        """What is known now, here and outside."""
        outer = [] if self.parent is None else self.parent.save()
        return [(self, dict(self.defined), dict(self.entries)), *outer]


def restore(saved: list[tuple[Scope, dict[Column, int], dict[Column, int]]]) -> None:
    """Forget what was made known since `save`."""
    for scope, defined, entries in saved:
        scope.defined, scope.entries = defined, entries
