"""Expectations over standard normal numbers, by fixed quadrature."""

from functools import lru_cache
from math import cosh, erf, exp, pi, sinh, sqrt

ROOT_TWO = sqrt(2.0)
PEAK = 1.0 / sqrt(2.0 * pi)
INTERVALS = 64
REACH = 7.5
STRETCH = 5.0
TERMS = 8
"""How many Hermite coefficients are kept; the others are lumped together."""


def density(z: float) -> float:
    """The density of a standard normal number."""
    return PEAK * exp(-0.5 * z * z)


def below(z: float) -> float:
    """The probability that a standard normal number is below `z`."""
    return 0.5 * (1.0 + erf(z / ROOT_TWO))


class Nodes:
    """Simpson's rule on points that lie densest around 0, where activations have their kinks.

    `hermite[k]` holds weights that give `E f(z) He_k(z) / sqrt(k!)`.
    """

    def __init__(self) -> None:
        step = 2.0 / INTERVALS
        ticks = [-1.0 + step * at for at in range(INTERVALS + 1)]
        self.points = [REACH * sinh(STRETCH * tick) / sinh(STRETCH) for tick in ticks]
        self.points[INTERVALS // 2] = 0.0
        self.weights = [
            (1 if at in (0, INTERVALS) else 2 + 2 * (at % 2))
            * (step / 3.0)
            * (REACH * STRETCH * cosh(STRETCH * tick) / sinh(STRETCH))
            * density(point)
            for at, (tick, point) in enumerate(zip(ticks, self.points, strict=True))
        ]
        whole = sum(self.weights)
        self.weights = [weight / whole for weight in self.weights]
        self.hermite = self._hermite()

    def _hermite(self) -> list[list[float]]:
        """By the recurrence of the normalised polynomials."""
        rows = [self.weights, [w * z for w, z in zip(self.weights, self.points, strict=True)]]
        for k in range(1, TERMS):
            above, other = 1.0 / sqrt(k + 1), sqrt(k / (k + 1))
            rows.append(
                [
                    z * above * one - other * two
                    for z, one, two in zip(self.points, rows[k], rows[k - 1], strict=True)
                ]
            )
        return rows


@lru_cache(1)
def nodes() -> Nodes:
    """The nodes, made when they are first needed."""
    return Nodes()


@lru_cache(256)
def largest(count: float) -> tuple[float, float]:
    """Mean and variance of the largest of `count` independent standard normal numbers."""
    if count <= 1.0:
        return 0.0, 1.0
    step = 0.05
    whole = first = second = 0.0
    for at in range(-160, 161):
        z = at * step
        share = below(z)
        weight = count * density(z) * share ** (count - 1.0) if share > 0.0 else 0.0
        whole += weight
        first += weight * z
        second += weight * z * z
    middle = first / whole
    return middle, second / whole - middle * middle
