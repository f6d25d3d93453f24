"""The largest and the mean of several elements."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import prod, sqrt
from typing import TYPE_CHECKING

from specc.flow.bending import bent_signal, carved, correlation
from specc.flow.curve import bent
from specc.flow.gaussian import largest
from specc.flow.state import Borders, Gradient, Signal, constant
from specc.flow.stencil import Stencil, gathered, scattered, window
from specc.flow.tape import Tape

if TYPE_CHECKING:
    from specc.layers.pooling import Pool


MANY = 256
"""Positions of a window beyond which overlaps are not gone through one by one."""


class Pooling(Tape):
    """Windows without weights."""

    def top(self, x: Signal, layer: "Pool") -> Signal:
        """The largest of a window."""
        stencils, _ = window(layer, layer.size, x.sizes[:-1], self.made[0][:-1])
        count, borders = _window_means(stencils, x.borders)
        made = _crest(x, count)._replace(sizes=self.made[0], borders=borders)
        whole = x.law.before if x.law is not None else x
        gain = 1.0 if x.law is None else _steeper(x, whole, count)
        again = winning_again(layer.size, layer.stride)

        def pull(g: Gradient) -> Sequence[Gradient]:
            cover, edges = scattered(stencils, g.borders)
            share = cover / count
            pairs = gain * share * share
            own = gain * (share * g.square + again * g.positions)
            return (
                Gradient(
                    own, g.examples * pairs, g.positions * pairs,
                    g.both * pairs, 0.0, edges, g.noise,
                ),
            )  # fmt: skip

        self.record((made,), (x,), pull)
        return made

    def level(self, x: Signal, layer: "Pool") -> Signal:
        """The mean of a window, over the positions inside the input."""
        stencils, _ = window(layer, layer.size, x.sizes[:-1], self.made[0][:-1])
        count, borders = _window_means(stencils, x.borders)
        made = _averaged(x, count, self.made[0])._replace(borders=borders)

        def pull(g: Gradient) -> Sequence[Gradient]:
            cover, edges = scattered(stencils, g.borders)
            near = min((count - 1.0) / max(x.places - 1, 1), 1.0)
            square, pairs = _shared(g.square, g.positions, cover, near)
            examples, both = _shared(g.examples, g.both, cover, near)
            made = Gradient(square, examples, pairs, both, cover * g.channels, edges, g.noise)
            return (made.times(1.0 / count**2, edges),)

        self.record((made,), (x,), pull)
        return made

    def top_of(self, x: Signal, axes: tuple[int, ...]) -> Signal:
        """The largest over whole axes."""
        count, last = _elements(x, axes)
        related = _turned(x) if last else x
        made = _crest(related, float(count))._replace(sizes=self.made[0], borders=None)
        whole = related.law.before if related.law is not None else related
        gain = 1.0 if related.law is None else _steeper(related, whole, float(count))

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (Gradient(g.square * gain / count, noise=g.noise),)

        self.record((made,), (x,), pull)
        return made

    def level_of(self, x: Signal, axes: tuple[int, ...], factor: float = 1.0) -> Signal:
        """The mean over whole axes, times a factor."""
        last = len(x.sizes) - 1
        channels = x.width if last in axes else 1
        places = _elements(x, axes)[0] // channels
        apart, count = x.mean * x.mean, places * channels

        def over(own: float, place: float, channel: float) -> float:
            both = (places - 1) * (channels - 1) * apart
            return (own + (places - 1) * place + (channels - 1) * channel + both) / count

        square = over(x.square, x.positions, x.channels)
        across = over(x.examples, x.both, apart)
        left = x.channels if channels == 1 else x.positions
        if channels == 1:
            left = (x.channels + (places - 1) * apart) / places
        made = Signal(
            self.made[0], square, x.mean, across, x.positions if places == 1 else square, across,
            left, None, x.noise,
        ).times(factor * factor)  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            each = factor * factor / (count * count)
            pairs, both = (g.square, g.examples) if places > 1 else (g.positions, g.both)
            others = g.square if channels > 1 else g.channels
            made = Gradient(g.square, g.examples, pairs, both, others, None, g.noise)
            return (made.times(each),)

        self.record((made,), (x,), pull)
        return made

    def length_of(self, x: Signal, axes: tuple[int, ...]) -> Signal:
        """The Euclidean norm over whole axes, which hardly varies."""
        count, _ = _elements(x, axes)
        square = count * x.square
        made = constant(self.made[0], square, sqrt(square), square)

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g.times(1.0 / count),)

        self.record((made,), (x,), pull)
        return made


@lru_cache(64)
def winning_again(size: tuple[int, ...], stride: tuple[int, ...]) -> float:
    """The mean number of pairs of windows that overlap and have the same largest element.

    Of two windows with n elements together each element is the largest of both with probability
    1 / n.
    """
    count, total = prod(size), 0.0
    if count > MANY:
        pairs = [(width / step) ** 2 for width, step in zip(size, stride, strict=True)]
        return max(prod(pairs) - count / prod(stride), 0.0) / (2 * count)
    reaches = [
        [at * step for at in range(-((width - 1) // step), (width - 1) // step + 1)]
        for width, step in zip(size, stride, strict=True)
    ]
    for places in product(*reaches):
        if any(places):
            shared = prod(width - abs(at) for width, at in zip(size, places, strict=True))
            total += shared / prod(stride) / (2 * count - shared)
    return total


def _window_means(stencils: tuple[Stencil, ...], borders: Borders) -> tuple[float, Borders]:
    """How many positions a window sees, and how their mean varies with its place."""
    count, edges = gathered(stencils, None)
    if borders is None:
        return count, None
    _, sums = gathered(stencils, borders)
    seen = tuple([one.standing for one in stencils])
    return count, carved(sums, edges, -1.0, seen)[1]


def _shared(own: float, other: float, cover: float, near: float) -> tuple[float, float]:
    """What comes back from `cover` windows to one position, and to two of them."""
    square = cover * (own + max(cover - 1.0, 0.0) * other)
    pairs = cover * cover * (near * own + (1.0 - near) * other)
    return square, max(min(pairs, abs(square)), -abs(square))


def _elements(x: Signal, axes: tuple[int, ...]) -> tuple[int, bool]:
    """How many elements the axes have, and whether the channels are all of them."""
    count = 1
    for axis in axes:
        count *= x.sizes[axis]
    return count, axes == (len(x.sizes) - 1,)


def _turned(x: Signal) -> Signal:
    """With channels in the place of positions."""
    law = x.law
    if law is not None:
        before = law.before
        turned = before._replace(positions=before.channels, channels=before.positions)
        law = law.on(turned)
    return x._replace(positions=x.channels, channels=x.positions, law=law)


def _averaged(x: Signal, count: float, sizes: tuple[int, ...]) -> Signal:
    own, rest = 1.0 / count, 1.0 - 1.0 / count
    apart = x.mean * x.mean
    return Signal(
        sizes,
        own * x.square + rest * x.positions,
        x.mean,
        own * x.examples + rest * x.both,
        x.positions,
        x.both,
        own * x.channels + rest * apart,
        None,
        x.noise,
    )


def _crest(x: Signal, count: float) -> Signal:
    """The largest of `count` elements at different positions.

    What grows is the largest of the normal numbers below: a function of the kind used in networks
    grows with them (almost: GELU and its kin fall a little below 0).
    """
    if x.law is None:
        return _highest(x, count)
    law = x.law
    before = _highest(law.before, count)
    made = bent_signal(before, law.function)
    if law.plain:
        return made
    return _shifted(made, law.scale, law.offset)._replace(law=law.on(before), noise=x.noise)


def _highest(x: Signal, count: float) -> Signal:
    """The largest of `count` normal numbers that are alike: a common part, and the largest rest.

    The maxima of two examples go together as much as their elements do, a little less for the rest.
    """
    variance = x.variance
    common = max(correlation(x.positions, x, variance), 0.0)
    middle, rest = largest(round(count, 2))
    mean = x.mean + sqrt(variance * (1.0 - common)) * middle
    own, across = correlation(x.examples, x, variance), correlation(x.both, x, variance)
    free = 1.0 - common
    pairs = min(max((own - across) / free, 0.0), 1.0) if free > 0.0 else 0.0
    shared = pairs / count + max(rest - 1.0 / count, 0.0) * pairs * pairs
    base = mean * mean
    return Signal(
        x.sizes,
        base + variance * (common + free * rest),
        mean,
        base + variance * (across + free * shared),
        base + variance * common,
        base + variance * across,
        base + variance * correlation(x.channels, x, variance) * (common + free * rest),
        x.borders,
        x.noise,
    )


def _steeper(x: Signal, before: Signal, count: float) -> float:
    """How much steeper the function is at the largest of several elements than elsewhere."""
    law = x.law
    assert law is not None
    usual = bent(law.function, before.mean, before.variance).slope
    top = _highest(before, count)
    return bent(law.function, top.mean, top.variance).slope / usual if usual > 0.0 else 1.0


def _shifted(x: Signal, scale: float, offset: float) -> Signal:
    """`scale * x + offset`, off the tape."""

    def moved(product: float) -> float:
        return scale * scale * product + 2.0 * scale * offset * x.mean + offset * offset

    return Signal(
        x.sizes,
        moved(x.square),
        scale * x.mean + offset,
        moved(x.examples),
        moved(x.positions),
        moved(x.both),
        moved(x.channels),
        x.borders,
        x.noise,
    )
