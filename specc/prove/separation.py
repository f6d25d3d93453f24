"""Whether a hyperplane separates two finite sets of points, decided exactly.

Either a hyperplane separates two finite sets strictly, or their convex hulls share a point
(Gordan's theorem). The second is a linear program. Where the sets are large, it is solved in
floating point first, which gives a few points whose hulls seem to cross; what is claimed is proved
of those points in whole numbers.
"""

from collections.abc import Sequence
from fractions import Fraction
from operator import mul

from specc.namedtuple import NamedTuple
from specc.prove.simplex import Budget, Point, Rounded, Tableau

MAX_WORK = 10_000_000
"""Numbers that one decision may rewrite; beyond that nothing is claimed."""
SMALL = 4_000
"""Numbers in two sets that are decided exactly at once."""
ROUNDS = 60
"""Passes of the perceptron over all points before it is thought not to come to an end."""


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


def crossing(
    first: Sequence[Point], second: Sequence[Point], budget: Budget | None = None
) -> Crossing | None:
    """A common point of the convex hulls; None where there is none, or where it takes too long."""
    budget = budget or Budget(MAX_WORK)
    if not first or not second:
        return None
    if (len(first) + len(second)) * len(first[0]) <= SMALL:
        return _proof(first, second, range(len(first) + len(second)), budget)
    guess = Rounded(first, second, budget)
    return _proof(first, second, guess.mixed(), budget) if guess.solve() else None


def _proof(
    first: Sequence[Point], second: Sequence[Point], chosen: Sequence[int], budget: Budget
) -> Crossing | None:
    """The same for some of the points, those of the second set numbered on, exactly."""
    ones = [number for number in chosen if number < len(first)]
    others = [number - len(first) for number in chosen if number >= len(first)]
    if not ones or not others:
        return None
    tableau = Tableau([first[i] for i in ones], [second[i] for i in others], budget)
    if not tableau.solve():
        return None
    shares = tableau.shares()
    count = len(ones)
    of_first = {ones[n]: share for n, share in shares.items() if n < count}
    of_second = {others[n - count]: share for n, share in shares.items() if n >= count}
    axes = range(len(first[0]))
    point = tuple(sum((first[i][a] * s for i, s in of_first.items()), Fraction()) for a in axes)
    return Crossing(point, of_first, of_second)


def scaled(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """Rows moved and stretched so that every coordinate reaches over a width of 1."""
    columns = list(zip(*rows, strict=True))
    middles = [sum(column) / len(column) for column in columns]
    widths = [max(column) - min(column) or 1.0 for column in columns]
    return [[(v - m) / w for v, m, w in zip(row, middles, widths, strict=True)] for row in rows]


def perceptron(first: Sequence[list[float]], second: Sequence[list[float]], budget: Budget) -> bool:
    """True where Rosenblatt's rule finds a hyperplane between the sets, in floating point."""
    points = [[*row, 1.0] for row in first] + [[*(-v for v in row), -1.0] for row in second]
    weights = [0.0] * len(points[0])
    for _ in range(ROUNDS):
        wrong = 0
        for row in points:
            if sum(map(mul, weights, row)) <= 0:
                wrong += 1
                weights = [w + x for w, x in zip(weights, row, strict=True)]
        budget.work -= len(points) * len(weights) // 4
        if not wrong:
            return True
    return False
