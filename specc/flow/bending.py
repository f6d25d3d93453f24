"""Elementwise functions, and the few that look at a whole axis."""

from collections.abc import Sequence
from math import exp, log
from typing import TYPE_CHECKING

from specc.flow.cells import Cells, levelled
from specc.flow.curve import Curve, bent, bent_halves
from specc.flow.state import Borders, Gradient, Law, Signal
from specc.flow.tape import UNIT_NOISE, Tape

if TYPE_CHECKING:
    from specc.flow.contract import Function

LEAST = 1e-9
STEEPEST = 200.0
"""Variances of what enters a softmax are cut off there: one element has all the weight."""


class Bending(Tape):
    """Activations."""

    def bend(self, x: Signal, function: "Function") -> Signal:
        """`f(x)` of a normal x: `M' = E f(x)^2`, back `g = g' E f'(x)^2`.

        Products of two elements are those of two normal numbers with their correlation.
        """
        variance = x.variance
        curve = _curve(function, x, variance)
        made = _bent(x, curve, variance, function)
        straight = self.is_last

        def pull(g: Gradient) -> Sequence[Gradient]:
            if straight:
                return (g,)
            if x.borders is None and not any(g.related):
                return (Gradient(g.square * curve.slope, 0.0, 0.0, 0.0, 0.0, g.borders, g.noise),)
            examples, positions, both = [
                one and one * curve.slopes(correlation(other, x, variance))
                for one, other in zip(g.related, x.related, strict=True)
            ]
            level, borders = carved(g.borders, x.borders, curve.slope_power, x.sizes)
            echo = 0.0
            if g.positions > 0.0:
                echo = g.positions * curve.echoes(correlation(x.positions, x, variance))
            square = g.square * curve.slope * level
            return (
                Gradient(
                    square, examples, positions, both, 0.0, borders, g.noise, g.memory, None, echo
                ),
            )

        self.record((made,), (x,), pull)
        return made

    def halve(self, x: Signal, function: "Function") -> Signal:
        """`a f(b)`, with the first and the second half of the channels as a and b."""
        variance = x.variance
        curve = bent(function, x.mean, variance)
        ratios = [correlation(one, x, variance) for one in x.related]
        examples, positions, both = [
            one * curve.products(r) for one, r in zip(x.related, ratios, strict=True)
        ]
        channels = x.channels * curve.products(correlation(x.channels, x, variance))
        sizes = (*x.sizes[:-1], x.width // 2)
        made = Signal(
            sizes, x.square * curve.square, x.mean * curve.mean, examples, positions, both,
            channels, x.borders, x.noise,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            square = 0.5 * g.square * (curve.square + x.square * curve.slope)
            examples, positions, both = [
                0.5 * one * (curve.products(r) + other * curve.slopes(r))
                for one, other, r in zip(g.related, x.related, ratios, strict=True)
            ]
            return (Gradient(square, examples, positions, both, 0.0, g.borders, g.noise),)

        self.record((made,), (x,), pull)
        return made

    def soften(self, x: Signal, axis: int) -> Signal:
        """Softmax along an axis of n elements: weights with sum 1.

        With s the variance along the axis, `n M' = E exp(2 x) / (E exp(x))^2 = exp(s)` for large n,
        kept below n.
        """
        size, last = x.sizes[axis], axis == len(x.sizes) - 1
        steep = min(max(x.square - (x.channels if last else x.positions), 0.0), STEEPEST)
        focus = focused(size, steep)
        even = 1.0 / (size * size)
        rest = max(1.0 - focus, 0.0) / (size * (size - 1)) if size > 1 else even

        def related(one: float) -> float:
            r = min(max((one - x.mean**2) / steep, 0.0), 1.0) if steep else 0.0
            return even * float((size * focus) ** r)

        positions = related(x.positions) if last else rest
        channels = rest if last else related(x.channels)
        made = Signal(
            x.sizes, focus / size, 1.0 / size, related(x.examples), positions, related(x.both),
            channels,
        )  # fmt: skip
        straight = self.is_last

        def pull(g: Gradient) -> Sequence[Gradient]:
            back = g if straight else g.times(focus / size * (1.0 - focus), g.borders)
            return (back,)

        self.record((made,), (x,), pull)
        return made

    def soften_log(self, x: Signal, axis: int) -> Signal:
        """The logarithm of softmax: `x_i` less the logarithm of a sum that hardly varies."""
        size, last = x.sizes[axis], axis == len(x.sizes) - 1
        steep = min(max(x.square - (x.channels if last else x.positions), 0.0), STEEPEST)
        mean = -(log(size) + 0.5 * steep)
        rest = mean * mean - x.mean * x.mean
        made = Signal(
            x.sizes, mean * mean + steep, mean, x.examples + rest, x.positions + rest,
            x.both + rest, mean * mean,
        )  # fmt: skip
        factor = 1.0 + focused(size, steep) - 2.0 / size
        straight = self.is_last

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g if straight else g.times(max(factor, 0.0), g.borders),)

        self.record((made,), (x,), pull)
        return made


def focused(size: int, steep: float) -> float:
    """The sum of the squares of softmax weights over `size` normal numbers of variance `steep`."""
    return 1.0 / (1.0 + (size - 1) * exp(-min(steep, STEEPEST)))


def correlation(product: float, x: Signal, variance: float) -> float:
    """The correlation of two elements whose mean product is known."""
    if variance <= 0.0:
        return 0.0
    found = (product - x.mean * x.mean) / variance
    return min(max(found, -1.0), 1.0)


def bent_signal(x: Signal, function: "Function") -> Signal:
    """`f(x)`, off the tape."""
    variance = x.variance
    return _bent(x, _curve(function, x, variance), variance, function)


def _curve(function: "Function", x: Signal, variance: float) -> Curve:
    leak = function.rectifier
    if x.halves and leak is not None:
        return bent_halves(leak, x.halves, x.mean, variance)
    return bent(function, x.mean, variance)


def _bent(x: Signal, curve: Curve, variance: float, function: "Function") -> Signal:
    known = {x.mean * x.mean: curve.mean * curve.mean}
    for one in (x.examples, x.positions, x.both, x.channels):
        if one not in known:
            known[one] = curve.products(correlation(one, x, variance))
    power = curve.power
    above = curve.slope if function.rectifier == 0.0 else 0.0
    return Signal(
        x.sizes,
        curve.square,
        curve.mean,
        known[x.examples],
        known[x.positions],
        known[x.both],
        known[x.channels],
        x.borders if power == 1.0 else carved(None, x.borders, power, x.sizes)[1],
        _noise(x, curve),
        Law(function, x, above) if x.law is None else None,
        x.memory,
    )


def _noise(x: Signal, curve: Curve) -> float:
    """That of a mean square over the units of `f(x)`, in place of that over the units of x.

    What all examples have in common does not average out.
    """
    alike = (x.examples / x.square) ** 2 / x.width if x.square > 0.0 else 0.0
    before = max(x.noise - UNIT_NOISE * alike, 0.0)
    return before * curve.power * curve.power + curve.peaked * alike


def carved(
    one: Borders, other: Borders, power: float, sizes: tuple[int, ...]
) -> tuple[float, Borders]:
    """Factors times others to a power: their mean, and the factors around it."""
    if other is None or power == 0.0:
        return 1.0, one
    level = 1.0
    made: list[Cells | None] = []
    mine = one or (None,) * len(other)
    for cells, factors, size in zip(other, mine, sizes, strict=False):
        if cells is None:
            made.append(factors)
            continue
        raised = [max(cell, LEAST) ** power for cell in cells]
        if factors is not None:
            raised = [a * b for a, b in zip(raised, factors, strict=True)]
        axis, found = levelled(tuple(raised), size)
        level *= axis
        made.append(found)
    return level, tuple(made) if any(made) else None
