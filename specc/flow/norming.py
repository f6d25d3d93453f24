"""Normalisation: a mean taken away, and a division by what is left.

Of any product of two elements the same is taken away, where both lie under the same mean: the
square of that mean, whose size follows from how the elements under it go together.
"""

from collections.abc import Sequence
from math import sqrt
from operator import sub
from typing import TypeAlias

from specc.flow.bending import carved
from specc.flow.state import Gradient, Law, Parts, Signal
from specc.flow.tape import LARGEST, Tape


class Under:
    """Which elements lie under one mean: of how many examples, positions and channels.

    `by_place` is true where each position has a mean of its own.
    """

    __slots__ = ("by_place", "channels", "examples", "places")

    def __init__(
        self, examples: int, places: int, channels: int, *, by_place: bool = False
    ) -> None:
        self.examples, self.places, self.channels = examples, places, channels
        self.by_place = by_place


Products: TypeAlias = tuple[float, float, float, float, float]
"""Mean products of two elements, in the order of a signal's."""


class Norming(Tape):
    """Normalisations."""

    def norm_batch(self, x: Signal, eps: float) -> Signal:
        """Over batch and positions, each channel by itself: `M' = 1`, back `g / (M - mean^2)`."""
        return self._normed(x, Under(self.batch, x.places, 1), eps)

    def norm_channels(self, x: Signal, eps: float) -> Signal:
        """Over the channels of each position."""
        return self._normed(x, Under(1, 1, x.width, by_place=True), eps)

    def norm_square(self, x: Signal, eps: float) -> Signal:
        """By the root mean square of each position's channels."""
        return self._normed(x, None, eps)

    def norm_groups(self, x: Signal, groups: int, eps: float) -> Signal:
        """Over all positions of a group of channels."""
        return self._normed(x, Under(1, x.places, x.width // groups), eps)

    def _normed(self, x: Signal, under: Under | None, eps: float) -> Signal:
        whole, apart = x.products, x.mean * x.mean
        taken = NOTHING if under is None else _mean(whole, apart, under, x.width)
        square, examples, positions, both, channels = map(sub, whole, taken)
        scale = 1.0 / max(square + eps, 1.0 / LARGEST)
        by_place = under is None or under.by_place
        made = Signal(
            x.sizes,
            max(square, 0.0) * scale,
            x.mean * sqrt(scale) if under is None else 0.0,
            examples * scale,
            positions * scale,
            both * scale,
            channels * scale,
            None if by_place else x.borders,
            0.0,
            _law(x.law, sqrt(scale), taken[3]),
            x.memory,
        )

        def pull(g: Gradient) -> Sequence[Gradient]:
            level, borders = 1.0, g.borders
            if by_place:
                level, borders = carved(g.borders, x.borders, -1.0, x.sizes)
            factor = min(scale * level, LARGEST / max(g.square, 1.0))
            echo = g.echo * factor if by_place else 0.0
            if under is not None:
                g = _centred(g, under, x.width)
            made = g.times(factor, borders)
            if x.parts is not None and under is not None and under.channels == 1:
                return (_by_part(made, x.parts),)
            return (made._replace(echo=echo) if echo else made,)

        self.record((made,), (x,), pull)
        return made


NOTHING: Products = (0.0, 0.0, 0.0, 0.0, 0.0)


def _by_part(g: Gradient, parts: Parts) -> Gradient:
    """Channels that were joined are each divided by their own deviation."""
    from specc.flow.parts import inverted

    level, found = inverted(parts)
    return g.times(level, g.borders)._replace(parts=found)


def _centred(g: Gradient, under: Under, width: int) -> Gradient:
    """A gradient whose mean goes nowhere.

    What that takes from a single element's gradient is made up for by the deviations' own
    variation from one set of elements to another.
    """
    away = _mean(g.products, 0.0, under, width)
    square, examples, positions, both, channels = map(sub, g.products, away)
    count = under.examples * under.places * under.channels
    square = max(square + g.square / count, 0.0)
    return Gradient(square, examples, positions, both, channels, g.borders, g.noise, g.memory)


def _mean(of: Products, apart: float, under: Under, width: int) -> Products:
    """What the mean takes from each product: the square of that mean, or of two means' product.

    `apart` is the product of two elements with nothing in common but the mean of all.
    """
    square, other, place, both, channel = of
    examples, places, channels = under.examples, under.places, under.channels

    def over(own: float, place: float, channel: float) -> float:
        """The mean product of one element with all in the same example under a mean."""
        others = (channels - 1) * (channel + (places - 1) * apart)
        return (own + (places - 1) * place + others) / (places * channels)

    across = over(other, both, apart)
    mean = over(square, place, channel) / examples + (1.0 - 1.0 / examples) * across
    inside = (channels - 1) / max(width - 1, 1)
    between = inside * mean + (1.0 - inside) * apart
    if examples > 1:
        return mean, mean, mean, mean, between
    if not under.by_place:
        return mean, across, mean, across, between
    return mean, across, over(place, 0.0, apart), over(both, 0.0, apart), between


def _law(law: Law | None, root: float, both: float) -> Law | None:
    if law is None:
        return None
    offset = root * (law.offset - sqrt(max(both, 0.0)))
    return Law(law.function, law.before, 0.0, law.scale * root, offset)
