"""When each value of a body is read last, in statements counted as they are written."""

import math
from collections.abc import Iterable

from specc.emit.step import Body, Branch, Item, Loop, Step, inside, reads

LATER = 0.5
"""Behind the last statement of a loop or branch, and in front of the one that follows."""


class Lifetimes:
    """For each value the statement that reads it last, and how often it is read.

    A value that stands in a variable of its own, since a loop or a branch needs it there, counts as
    read often.
    """

    def __init__(self) -> None:
        self.until: dict[int, float] = {}
        self.counts: dict[int, int] = {}

    def scan(self, items: Iterable[Item], now: int) -> int:
        """Note what some items read that come after statement `now`; the number of the last one."""
        for item in items:
            now += 1
            if isinstance(item, Step):
                for value in item.ins:
                    self._read(value, now, 1)
            elif isinstance(item, Loop):
                now = self._loop(item, now)
            else:
                now = self._branch(item, now)
        return now

    def _loop(self, loop: Loop, now: int) -> int:
        for carried in loop.carried:
            self._read(carried.initial, now + LATER, 2)
        end = self.scan(loop.body, now)
        own = {carried.entry for carried in loop.carried} | set(_made(loop.body))
        for value in {value for item in loop.body for value in reads(item)} - own:
            self._read(value, end + LATER, 0)
        for value in (*(c.handed for c in loop.carried), *(inner for inner, _ in loop.results)):
            self._read(value, end + LATER, 2)
        return end

    def _branch(self, branch: Branch, now: int) -> int:
        for case in branch.cases:
            now = self.scan(case.items, now)
        for case in branch.cases:
            for value in case.values:
                self._read(value, now + LATER, 2)
        return now

    def outlive(self, items: Iterable[Item]) -> None:
        """Let what a loop leaves behind live as long as that is read, whatever its name there."""
        for item in items:
            if isinstance(item, Loop):
                for value, left in item.results:
                    self.until[value] = max(self.until[value], self.until.get(left, 0))
            for body in inside(item):
                self.outlive(body)

    def _read(self, value: int, now: float, times: int) -> None:
        self.until[value] = max(self.until.get(value, 0), now)
        self.counts[value] = self.counts.get(value, 0) + times


def lifetimes(body: Body) -> Lifetimes:
    """Those of the values of a body; its outputs are read behind its last statement."""
    found = Lifetimes()
    found.scan(body.items, 0)
    for value in body.outputs:
        found.until[value] = math.inf
        found.counts[value] = found.counts.get(value, 0) + 1
    found.outlive(body.items)
    return found


def last_read(items: Iterable[Item], value: int, now: int) -> float:
    """The statement among `items`, which come after number `now`, that reads a value last."""
    found = Lifetimes()
    found.scan(items, now)
    return found.until.get(value, now)


def length(item: Item) -> int:
    """The number of statements in a loop or branch."""
    return sum(1 + length(inner) for body in inside(item) for inner in body)


def _made(items: Iterable[Item]) -> Iterable[int]:
    for item in items:
        if isinstance(item, Step):
            yield from item.outs
        elif isinstance(item, Loop):
            yield from (outer for _, outer in item.results)
            yield from (carried.entry for carried in item.carried)
        else:
            yield from item.results
        for body in inside(item):
            yield from _made(body)
