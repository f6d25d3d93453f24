"""What a loop hands from one iteration to the next, and what it leaves behind."""

from collections.abc import Sequence
from itertools import pairwise

from specc.emit.column import ABSENT, Column, covers
from specc.emit.draft import Repeat
from specc.emit.join import Mismatch
from specc.emit.scope import Scope
from specc.emit.step import Carried, Item, Loop, Step, inside

Left = tuple[tuple[Carried, ...], tuple[tuple[int, int], ...], tuple[Item, ...]]


def carried_on(repeats: dict[int, Repeat], body: tuple[Item, ...], inner: Scope) -> Left:
    """The values that a loop carries, its results, and the body with the former in place.

    Makes the results known in the scope around the loop. A use in which the loop does not run
    leaves what stood in front of it, which only values that are carried can say.
    """
    outer = inner.parent
    assert outer is not None
    work = _Loop(repeats, inner, outer)
    carried = [work.pair(column, entry) for column, entry in inner.entries.items()]
    results = []
    for column, id in list(inner.defined.items()):
        last, more = work.last(column, id, carried)
        if more is not None:
            carried.append(more)
            body = tuple(_with_entry(item, more) for item in body) if work.once else body
        if last is not None:
            results.append((id, outer.define(last)))
    return tuple(carried), tuple(results), body


class _Loop:
    def __init__(self, repeats: dict[int, Repeat], inner: Scope, outer: Scope) -> None:
        self.inner, self.outer, self.groups = inner, outer, inner.groups
        self.idle = [at for at, repeat in repeats.items() if not repeat.iterations]
        self.once = all(len(group) < 2 for group in inner.groups)
        least = min(len(repeat.carried) for repeat in repeats.values())
        names = [{at: r.carried[i] for at, r in repeats.items()} for i in range(least)]
        self.around = [
            tuple(outer.column({at: p[side] for at, p in pairs.items()}) for side in (0, 1))
            for pairs in names
        ]
        """For each name what it stands for in front of the loop and behind it, where it does."""

    def pair(self, column: Column, entry: int) -> Carried:
        """A value that each iteration has from the one before."""
        initial = self._pick(column, 0)
        for known, id in self.inner.defined.items():
            if self._handed(column, known):
                if self.idle:
                    initial = self._before(self._pick(known, -1), initial)
                return Carried(entry, self.outer.read(initial), id)
        raise Mismatch

    def last(
        self, column: Column, id: int, carried: Sequence[Carried]
    ) -> tuple[Column | None, Carried | None]:
        """What a value of the body is behind the loop, and how it comes there if it is carried."""
        last = self._pick(column, -1)
        if not self.idle:
            return last, None
        found = next(((b, a) for b, a in self.around if covers(a, last) and -1 not in b), None)
        if found is None:
            return None, None
        if any(one.handed == id for one in carried):
            return found[1], None
        initial = self.outer.find(found[0])
        if initial is None:
            return None, None
        return found[1], Carried(next(self.inner.ids), initial, id)

    def _pick(self, column: Column, at: int) -> Column:
        return tuple(column[group[at]] if group else ABSENT for group in self.groups)

    def _handed(self, column: Column, known: Column) -> bool:
        return all(
            column[after] == known[before]
            for group in self.groups
            for before, after in pairwise(group)
        )

    def _before(self, last: Column, initial: Column) -> Column:
        for before, after in self.around:
            if covers(after, last) and covers(before, initial) and -1 not in before:
                return before
        raise Mismatch


def _with_entry(item: Item, carried: Carried) -> Item:
    """The item reading the value that a loop changes where it read that value from outside."""
    if isinstance(item, Step):
        ins = tuple(carried.entry if v == carried.initial else v for v in item.ins)
        return item._replace(ins=ins)
    if isinstance(item, Loop):
        body = tuple(_with_entry(inner, carried) for inner in item.body)
        pairs = tuple(
            c._replace(initial=carried.entry) if c.initial == carried.initial else c
            for c in item.carried
        )
        return item._replace(body=body, carried=pairs)
    assert not inside(item)
    return item
