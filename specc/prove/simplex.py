"""Mixtures of two point sets that coincide: phase one of the simplex method, exact or rounded.

Shares of the points of each set add up to 1 and give the same point. Every exact pivot leaves
integers over one common denominator (Edmonds 1967, Bareiss 1968), and Bland's rule (1977) takes
over where the objective stands still for long, so that it always ends.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

Point = tuple[Fraction, ...]


class Budget:
    """How many numbers may still be rewritten: what bounds the time of proofs."""

    def __init__(self, work: int) -> None:
        self.work = work


class Tableau:
    """Rows of integers over a common `denominator`; the last column is the right-hand side.

    Row k < axes says that the mixtures agree in coordinate k; two rows say that shares add up to
    1; the last row is the sum of the rows whose basic variable is artificial. Artificial
    variables have numbers beyond the points', and no columns, because none comes back.
    """

    nothing: float = 0
    """Up to where a number counts as zero."""

    def __init__(self, first: Sequence[Point], second: Sequence[Point], budget: Budget) -> None:
        self.points = len(first) + len(second)
        self.denominator = 1
        self.budget = budget
        self.rows: list[list[Any]] = [
            self.agreement([p[axis] for p in first] + [-p[axis] for p in second])
            for axis in range(len(first[0]))
        ]
        self.rows.append([1] * len(first) + [0] * len(second) + [1])
        self.rows.append([0] * len(first) + [1] * len(second) + [1])
        self.basis = [self.points + row for row in range(len(self.rows))]
        self.rows.append([sum(column) for column in zip(*self.rows, strict=True)])

    def solve(self) -> bool:
        """True where the shares exist; where the budget is spent nobody knows, and it is false."""
        still = 0
        while self.rows[-1][-1] > self.nothing:
            column = self._entering(careful=still > len(self.basis))
            row = -1 if column < 0 else self._leaving(column)
            if row < 0 or self.budget.work <= 0:
                return False
            still = 0 if self.rows[row][-1] > self.nothing else still + 1
            self.pivot(row, column)
            self.budget.work -= len(self.rows) * len(self.rows[0])
        return True

    def mixed(self) -> list[int]:
        """The numbers of the points in the basis, in order."""
        return sorted(variable for variable in self.basis if variable < self.points)

    def shares(self) -> dict[int, Fraction]:
        """The positive shares, by the number of the point."""
        values = {
            variable: Fraction(row[-1], self.denominator)
            for variable, row in zip(self.basis, self.rows, strict=False)
        }
        return {v: share for v, share in sorted(values.items()) if share and v < self.points}

    def agreement(self, values: list[Fraction]) -> list[Any]:
        """One coordinate of all points, in whole numbers, and the zero that they mix to."""
        scale = lcm(*(value.denominator for value in values))
        return [*(int(value * scale) for value in values), 0]

    def pivot(self, at: int, column: int) -> None:
        """Bring the variable of a column into the basis, in place of a row's."""
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

    def ratio(self, row: int, column: int) -> Fraction | float:
        """How far the variable of a column can grow before that of a row is zero."""
        return Fraction(self.rows[row][-1], self.rows[row][column])

    def _entering(self, *, careful: bool) -> int:
        costs = self.rows[-1]
        rising = [column for column in range(self.points) if costs[column] > self.nothing]
        if not rising:
            return -1
        return rising[0] if careful else max(rising, key=costs.__getitem__)

    def _leaving(self, column: int) -> int:
        able = [i for i in range(len(self.basis)) if self.rows[i][column] > self.nothing]
        return min(able, key=lambda i: (self.ratio(i, column), self.basis[i]), default=-1)


class Rounded(Tableau):
    """The same in floating point: fast, and what it finds is only a guess."""

    nothing = 1e-9

    def agreement(self, values: list[Fraction]) -> list[Any]:
        """One coordinate of all points, none larger than 1."""
        largest = float(max(map(abs, values))) or 1.0
        return [*(float(value) / largest for value in values), 0.0]

    def pivot(self, at: int, column: int) -> None:
        """Bring the variable of a column into the basis, in place of a row's."""
        pivot = self.rows[at][column]
        leading = self.rows[at] = [value / pivot for value in self.rows[at]]
        for index, row in enumerate(self.rows):
            factor = row[column]
            if index != at and factor:
                self.rows[index] = [
                    value - factor * lead for value, lead in zip(row, leading, strict=True)
                ]
        self.basis[at] = column

    def ratio(self, row: int, column: int) -> float:
        """How far the variable of a column can grow before that of a row is zero."""
        found: float = self.rows[row][-1] / self.rows[row][column]
        return found
