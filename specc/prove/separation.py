"""Whether a hyperplane separates two finite sets of points, decided exactly.

Either a hyperplane separates two finite sets strictly, or their convex hulls share a point
(Gordan's theorem). The second is a linear program: shares of the points of each set that add up
to 1 and give the same point. Phase one of the simplex method decides it in whole numbers: every
pivot leaves integers over one common denominator (Edmonds 1967, Bareiss 1968), and Bland's rule
(1977) takes over while the objective stands still, so that it always ends.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

Point = tuple[Fraction, ...]

MAX_WORK = 500_000
"""Numbers that one decision may rewrite; beyond that nothing is claimed."""


class Crossing(NamedTuple):
    """A point in the convex hulls of both sets: the proof that no hyperplane separates them.

    `first` and `second` map the index of a point in its set to its positive share.
    """

    point: Point
    first: dict[int, Fraction]
    second: dict[int, Fraction]

    def __str__(self) -> str:
        """The point, in decimals where short ones are exact."""
        return f"[{', '.join(_number(value) for value in self.point)}]"


def _number(value: Fraction) -> str:
    decimal = f"{float(value):g}"
    return decimal if Fraction(decimal) == value else str(value)


def as_written(row: Sequence[float]) -> Point:
    """A row of numbers as it is written: `0.1` is a tenth, not the nearest binary fraction."""
    return tuple(Fraction(str(value)) for value in row)


def crossing(first: Sequence[Point], second: Sequence[Point]) -> Crossing | None:
    """A common point of the convex hulls; None where there is none, or where it takes too long."""
    if not first or not second:
        return None
    tableau = _Tableau(first, second)
    if not tableau.solve():
        return None
    shares = tableau.shares()
    ones = {index: share for index, share in shares.items() if index < len(first)}
    others = {index - len(first): share for index, share in shares.items() if index >= len(first)}
    axes = range(len(first[0]))
    point = tuple(sum((first[i][axis] * s for i, s in ones.items()), Fraction()) for axis in axes)
    return Crossing(point, ones, others)


class _Tableau:
    """Rows of integers over a common `denominator`; the last column is the right-hand side.

    Row k < axes says that the mixtures agree in coordinate k; two rows say that shares add up to
    1; the last row is the sum of the rows whose basic variable is artificial. Artificial
    variables have numbers beyond the points', and no columns, because none comes back.
    """

    def __init__(self, first: Sequence[Point], second: Sequence[Point]) -> None:
        self.points = len(first) + len(second)
        self.denominator = 1
        self.work = 0
        axes = len(first[0])
        self.rows = [_agreement(first, second, axis) for axis in range(axes)]
        self.rows.append([1] * len(first) + [0] * len(second) + [1])
        self.rows.append([0] * len(first) + [1] * len(second) + [1])
        self.basis = [self.points + row for row in range(len(self.rows))]
        self.rows.append([sum(column) for column in zip(*self.rows, strict=True)])

    def solve(self) -> bool:
        """True where the shares exist."""
        stuck = False
        while self.rows[-1][-1] > 0:
            column = self._entering(careful=stuck)
            if column < 0 or self.work > MAX_WORK:
                return False
            row = self._leaving(column)
            stuck = self.rows[row][-1] == 0
            self._pivot(row, column)
        return True

    def shares(self) -> dict[int, Fraction]:
        """The positive shares, by the number of the point."""
        values = {
            variable: Fraction(row[-1], self.denominator)
            for variable, row in zip(self.basis, self.rows, strict=False)
        }
        return {v: share for v, share in sorted(values.items()) if share and v < self.points}

    def _entering(self, *, careful: bool) -> int:
        costs = self.rows[-1]
        rising = [column for column in range(self.points) if costs[column] > 0]
        if not rising:
            return -1
        return rising[0] if careful else max(rising, key=costs.__getitem__)

    def _leaving(self, column: int) -> int:
        able = [i for i in range(len(self.basis)) if self.rows[i][column] > 0]
        return min(able, key=lambda i: (self._ratio(i, column), self.basis[i]))

    def _ratio(self, row: int, column: int) -> Fraction:
        return Fraction(self.rows[row][-1], self.rows[row][column])

    def _pivot(self, at: int, column: int) -> None:
        leading = self.rows[at]
        pivot, old = leading[column], self.denominator
        for index, row in enumerate(self.rows):
            if index != at:
                factor = row[column]
                self.rows[index] = [
                    (value * pivot - factor * lead) // old
                    for value, lead in zip(row, leading, strict=True)
                ]
        self.denominator, self.basis[at] = pivot, column
        self.work += len(self.rows) * len(leading)


def _agreement(first: Sequence[Point], second: Sequence[Point], axis: int) -> list[int]:
    """One coordinate of all points, in whole numbers; those of the second set are subtracted."""
    values = [point[axis] for point in first] + [-point[axis] for point in second]
    scale = lcm(*(value.denominator for value in values))
    return [*(int(value * scale) for value in values), 0]
