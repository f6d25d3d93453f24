"""What an elementwise function does to normal numbers: moments, and products of two of them.

With `x = mean + deviation z` and `z` standard normal, `f(x)` is a series in Hermite polynomials of
z, and `E f(x) f(x')` of two such numbers with correlation r is a power series in r whose
coefficients are the squares of that series' (Daniely, Frostig and Singer 2016, arXiv 1602.05897).
Its derivative is the same for f' (Price's theorem). Rectifiers have closed forms (Cho and Saul
2009, NIPS); the others are looked up between points of a grid that is filled as it is needed.
"""

from functools import lru_cache
from math import acos, exp, floor, log, pi, sqrt
from operator import mul
from typing import TYPE_CHECKING

from specc.flow.gaussian import PEAK, TERMS, below, density, nodes
from specc.flow.state import Half

if TYPE_CHECKING:
    from specc.flow.contract import Function

TINY = 1e-300
FLAT = 1e6
"""Beyond it every activation is a line."""
STEEPEST = 1e6
"""The highest power of a correlation."""
STEPS = 8
"""Points of the grid for each doubling of the deviation."""
SHIFTS = 4
"""Points of the grid for a shift of the mean by one deviation."""
FARTHEST = 6.0
"""Deviations from 0 beyond which the function is taken for a line."""
NEAR = 0.95
"""Correlations above it are taken for it where a derivative has no bound."""
LEAST, MOST = -40 * STEPS, 24 * STEPS
"""The ends of the grid."""


class Bent:
    """Moments of `f(x)` for a normal x.

    `slope` is the mean square of f'. `series` holds the coefficients of `E f(x) f(x')` from the
    first power of the correlation on, `rest` what these leave, and `rest_power` the power that
    stands for it. `peaked` is the relative variance of `f(x)^2`. `power` and `slope_power` are the
    exponents with which the mean squares grow with the variance of x.
    """

    __slots__ = (
        "mean", "peaked", "power", "rest", "rest_power", "series", "slope", "slope_power",
        "square", "variance",
    )  # fmt: skip

    def __init__(
        self, square: float, mean: float, slope: float, variance: float,
        series: tuple[float, ...], rest: float, rest_power: float, peaked: float = 5.0,
    ) -> None:  # fmt: skip
        self.square = square
        self.mean = mean
        self.slope = slope
        self.variance = variance
        self.series = series
        self.rest = rest
        self.rest_power = rest_power
        self.peaked = peaked
        self.power, self.slope_power = 1.0, 0.0

    def products(self, correlation: float) -> float:
        """`E f(x) f(x')`."""
        total = self.mean * self.mean
        if correlation == 0.0:
            return total
        power = 1.0
        for one in self.series:
            power *= correlation
            total += one * power
        if correlation > 0.0:
            total += self.rest * correlation**self.rest_power
        return total

    def slopes(self, correlation: float) -> float:
        """`E f'(x) f'(x')`."""
        if self.variance <= 0.0:
            return self.slope
        total, power = 0.0, 1.0
        for at, one in enumerate(self.series, 1):
            total += at * one * power
            power *= correlation
        if correlation > 0.0:
            total += self.rest * self.rest_power * correlation ** (self.rest_power - 1.0)
        return total / self.variance

    def echoes(self, correlation: float) -> float:
        """The derivative of `slopes` by the correlation."""
        total, power = 0.0, 1.0
        for at, one in enumerate(self.series[1:], 2):
            total += at * (at - 1) * one * power
            power *= correlation
        return total / self.variance if self.variance > 0.0 else 0.0


class Rectified:
    """The same of a rectifier for an x around 0; `leak` is the slope below 0."""

    __slots__ = ("leak", "mean", "peaked", "slope", "square", "variance")
    power, slope_power = 1.0, 0.0

    def __init__(self, leak: float, variance: float) -> None:
        whole = 1.0 + leak * leak
        self.leak, self.variance = leak, variance
        self.square = 0.5 * variance * whole
        self.mean = (1.0 - leak) * sqrt(variance) * PEAK
        self.slope = 0.5 * whole
        self.peaked = 6.0 * (1.0 + leak**4) / (whole * whole) - 1.0

    def products(self, correlation: float) -> float:
        """`E f(x) f(x')`: the arc-cosine kernel of order 1, and the part that is a line."""
        leak, r = self.leak, min(1.0, max(-1.0, correlation))
        if r == 0.0:
            return self.mean * self.mean
        kernel = (sqrt(1.0 - r * r) + r * (pi - acos(r))) / (2.0 * pi)
        bend = 1.0 - leak
        return self.variance * (bend * bend * kernel + leak * bend * r + leak * leak * r)

    def slopes(self, correlation: float) -> float:
        """`E f'(x) f'(x')`: the kernel of order 0."""
        leak, r = self.leak, min(1.0, max(-1.0, correlation))
        bend = 1.0 - leak
        return bend * bend * (pi - acos(r)) / (2.0 * pi) + leak * bend + leak * leak

    def echoes(self, correlation: float) -> float:
        """The derivative of `slopes` by the correlation."""
        r = min(NEAR, max(-NEAR, correlation))
        return (1.0 - self.leak) ** 2 / (2.0 * pi * sqrt(1.0 - r * r))


Curve = Bent | Rectified


def bent(function: "Function", mean: float, variance: float) -> Curve:
    """What a function does to normal numbers of that mean and variance."""
    leak = function.rectifier
    deviation = sqrt(variance)
    if deviation <= TINY or abs(mean) > FARTHEST * deviation:
        return _line(function, mean, variance)
    if leak is None:
        return _between(function, mean / deviation, deviation)
    if mean == 0.0:
        return Rectified(leak, variance)
    return _rectified(leak, mean, deviation, variance)


def _line(function: "Function", mean: float, variance: float) -> Bent:
    value = function.value(mean)
    slope = function.derivative(min(max(mean, -FLAT), FLAT))
    linear = slope * slope * variance
    square = value * value + linear
    return Bent(square, value, slope * slope, variance, (linear,), 0.0, 2.0, 0.0)


def _rectified(leak: float, mean: float, deviation: float, variance: float) -> Bent:
    """The moments of a normal number cut at 0, and its Hermite coefficients."""
    shift = mean / deviation
    share, peak = below(shift), density(shift)
    square, tail = mean * mean + variance, mean * deviation * peak
    above = square * share + tail
    under = square * (1.0 - share) - tail
    middle = mean * share + deviation * peak + leak * (mean * (1.0 - share) - deviation * peak)
    bend = 1.0 - leak
    first = leak + bend * share
    series = [variance * first * first]
    scale, low, high = variance * (bend * peak) ** 2, 0.0, 1.0
    for k in range(2, TERMS + 1):
        scale /= k
        series.append(scale * high * high)
        low, high = high, -shift * high - (k - 2) * low
    slope = share + leak * leak * (1.0 - share)
    whole = above + leak * leak * under
    return _closed(whole, middle, slope, variance, series)


def bent_halves(leak: float, halves: tuple[Half, ...], mean: float, variance: float) -> Bent:
    """What a rectifier does to numbers of which each half is normal by itself.

    Their products follow the first Hermite coefficient alone, the others lumped together.
    """
    square = middle = share = 0.0
    for part, center, spread in halves:
        one = _rectified(leak, center, sqrt(spread), spread)
        square, middle = square + part * one.square, middle + part * one.mean
        share += part * below(center / sqrt(spread))
    slope = share + leak * leak * (1.0 - share)
    first = leak + (1.0 - leak) * share
    linear = min(variance * first * first, square - middle * middle)
    return _closed(square, middle, slope, variance, [linear])


def _closed(
    square: float, mean: float, slope: float, variance: float, series: list[float],
    peaked: float = 5.0,
) -> Bent:  # fmt: skip
    """With what the series leaves lumped so that value and slope at correlation 1 are right."""
    rest = max(square - mean * mean - sum(series), 0.0)
    used = sum([k * one for k, one in enumerate(series, 1)])
    power = float(len(series) + 1)
    if rest > 0.0:
        power = min(max(power, (slope * variance - used) / rest), STEEPEST)
    return Bent(square, mean, slope, variance, tuple(series), rest, power, peaked)


@lru_cache(4096)
def _point(function: "Function", shift: int, scale: int) -> Bent:
    """A point of the grid: the mean in `SHIFTS`ths of a deviation, that a power of 2."""
    deviation = 2.0 ** (scale / STEPS)
    mean = shift / SHIFTS * deviation
    fixed = nodes()
    places = [mean + deviation * point for point in fixed.points]
    values = [function.value(place) for place in places]
    slopes = [function.derivative(place) for place in places]
    square = sum(map(mul, fixed.weights, [value * value for value in values]))
    slope = sum(map(mul, fixed.weights, [one * one for one in slopes]))
    middle = sum(map(mul, fixed.weights, values))
    series = [sum(map(mul, row, values)) ** 2 for row in fixed.hermite[1:]]
    fourth = sum(map(mul, fixed.weights, [value**4 for value in values]))
    peaked = fourth / max(square * square, TINY) - 1.0
    return _closed(square, middle, slope, deviation * deviation, series, peaked)


def _between(function: "Function", shift: float, deviation: float) -> Bent:
    """Between the nearest points of the grid."""
    if shift == 0.0:
        return _scaled(function, 0, deviation)
    place = shift * SHIFTS
    low = floor(place)
    share = place - low
    one = _scaled(function, low, deviation)
    return one if share == 0.0 else _mixed(one, _scaled(function, low + 1, deviation), share)


def _scaled(function: "Function", shift: int, deviation: float) -> Bent:
    place = log(deviation) / log(2.0) * STEPS
    low = min(max(floor(place), LEAST), MOST)
    one, other = _point(function, shift, low), _point(function, shift, low + 1)
    found = _mixed(one, other, place - low)
    grown = 2.0 * log(2.0) / STEPS
    found.variance = deviation * deviation
    found.power = _rise(one.square, other.square) / grown
    found.slope_power = _rise(one.slope, other.slope) / grown
    return found


def _mixed(one: Bent, other: Bent, share: float) -> Bent:
    """Between two points; beyond them where `share` lies outside 0 to 1. Squares go by powers."""
    left = 1.0 - share
    square = _geometric(one.square, other.square, share)
    inside = min(max(share, 0.0), 1.0)
    first = (1.0 - inside) * square / max(one.square, TINY)
    second = inside * square / max(other.square, TINY)
    mean = left * one.mean + share * other.mean if inside == share else one.mean
    mean = max(-sqrt(square), min(mean, sqrt(square)))
    made = Bent(
        square,
        mean,
        _geometric(one.slope, other.slope, share),
        left * one.variance + share * other.variance,
        tuple([first * a + second * b for a, b in zip(one.series, other.series, strict=True)]),
        first * one.rest + second * other.rest,
        (1.0 - inside) * one.rest_power + inside * other.rest_power,
        one.peaked,
    )
    made.power, made.slope_power = one.power, one.slope_power
    return made


def _rise(one: float, other: float) -> float:
    return log(max(other, TINY) / max(one, TINY))


def _geometric(one: float, other: float, share: float) -> float:
    if one <= 0.0 or other <= 0.0:
        return max((1.0 - share) * one + share * other, 0.0)
    return one * exp(share * log(other / one))
