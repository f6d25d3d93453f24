"""The same elements in another order, some of them left out, repeated, or among new ones."""

from collections.abc import Sequence

from specc.flow.cells import Cells, levelled, moved
from specc.flow.state import Borders, Gradient, Signal, blended, count
from specc.flow.tape import Tape


class Placing(Tape):
    """Layers that change shapes."""

    def reshape(self, x: Signal, sizes: tuple[int, ...]) -> Signal:
        """The same elements, in the same order, in other axes.

        Channels that become positions, or positions that become channels, take their products
        along.
        """
        if sizes == x.sizes:
            return x
        keeps = _same_places(x.sizes, sizes)
        places, made_places = x.places, count(sizes[:-1])
        positions, both, channels = x.positions, x.both, x.channels
        apart = x.mean * x.mean
        if made_places > places:
            near, like = _shares(made_places, places)
            positions = near * x.channels + like * x.positions + (1 - near - like) * apart
            both = like * x.both + (1.0 - like) * apart
        elif made_places < places:
            width = sizes[-1] if sizes else 1
            same = (x.width - 1) / max(width - 1, 1)
            like = (places // made_places - 1) / max(width - 1, 1)
            channels = same * x.channels + like * x.positions + (1 - same - like) * apart
        borders = _fewer(x.borders, x.sizes, sizes) if keeps else None
        made = Signal(
            sizes, x.square, x.mean, x.examples, positions, both, channels, borders, x.noise,
            x.law,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            pairs, others = g.positions, g.channels
            if made_places < places:
                near = (places // made_places - 1) / max(places - 1, 1)
                pairs = near * g.channels + (1.0 - near) * g.positions
            elif made_places > places:
                others = g.positions
            edges = _fewer(g.borders, sizes, x.sizes) if keeps else None
            return (Gradient(g.square, g.examples, pairs, g.both, others, edges, g.noise),)

        self.record((made,), (x,), pull)
        return made

    def permute(self, x: Signal, axes: tuple[int, ...]) -> Signal:
        """The axes in another order."""
        sizes = tuple([x.sizes[axis] for axis in axes])
        last = axes[-1] == len(axes) - 1
        positions, channels = (x.positions, x.channels) if last else (x.channels, x.positions)
        both = x.both if last else x.mean * x.mean
        borders = _ordered(x.borders, axes) if last else None
        made = Signal(
            sizes, x.square, x.mean, x.examples, positions, both, channels, borders, x.noise
        )
        back = tuple([axes.index(axis) for axis in range(len(axes))])

        def pull(g: Gradient) -> Sequence[Gradient]:
            if last:
                return (g._replace(borders=_ordered(g.borders, back)),)
            return (Gradient(g.square, g.examples, g.channels, 0.0, g.positions, None, g.noise),)

        self.record((made,), (x,), pull)
        return made

    def cut(self, x: Signal, axis: int, start: int, length: int) -> Signal:
        """Some positions of an axis, one after the other."""
        sizes = (*x.sizes[:axis], length, *x.sizes[axis + 1 :])
        if sizes == x.sizes:
            return x
        if axis == len(x.sizes) - 1:
            return self._thinned(x, sizes, x.borders, length / x.sizes[axis])
        size = x.sizes[axis]
        cells = None if x.borders is None else x.borders[axis]
        level, found = levelled(moved(cells, size, length, start), length)
        made = x.times(level, sizes)._replace(borders=_with(x.borders, sizes, axis, found))

        def pull(g: Gradient) -> Sequence[Gradient]:
            inner = None if g.borders is None else g.borders[axis]
            share, edges = levelled(moved(inner, length, size, -start), size)
            borders = _with(g.borders, x.sizes, axis, edges)
            return (_thin(g, share, borders),)

        self.record((made,), (x,), pull)
        return made

    def _thinned(self, x: Signal, sizes: tuple[int, ...], borders: Borders, share: float) -> Signal:
        made = x.times(1.0, sizes)._replace(borders=borders)

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g.times(share, g.borders)._replace(channels=g.channels * share * share),)

        self.record((made,), (x,), pull)
        return made

    def surround(self, x: Signal, sides: Sequence[tuple[int, int]], value: float) -> Signal:
        """A border of one value; `sides` are for all axes, the channels last."""
        sizes = self.made[0]
        share = count(x.sizes) / count(sizes)
        wide = x.width / sizes[-1] if sizes else 1.0
        pairs, rest = (share / wide) ** 2 * wide, (1.0 - share) * value * value
        axes: list[Cells | None] = []
        for axis, (before, _) in enumerate(sides[:-1]):
            size, made_size = x.sizes[axis], sizes[axis]
            cells = None if x.borders is None else x.borders[axis]
            axes.append(levelled(moved(cells, size, made_size, -before), made_size)[1])
        borders = tuple(axes) if any(axes) and not value else None
        made = Signal(
            sizes, share * x.square + rest, share * x.mean + (1.0 - share) * value,
            share * x.examples + rest, pairs * x.positions + rest, pairs * x.both + rest,
            share * wide * x.channels + rest, borders, x.noise,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            factor, inner = 1.0, []
            for axis, (before, _) in enumerate(sides[:-1]):
                size = x.sizes[axis]
                cells = None if g.borders is None else g.borders[axis]
                level, found = levelled(moved(cells, sizes[axis], size, before), size)
                factor *= level
                inner.append(found)
            return (g.times(factor, tuple(inner) if any(inner) else None),)

        self.record((made,), (x,), pull)
        return made

    def mirror(self, x: Signal) -> Signal:
        """A border that mirrors what lies next to it."""
        made = x.times(1.0, self.made[0])._replace(borders=None)
        factor = made.places / x.places

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g.times(factor),)

        self.record((made,), (x,), pull)
        return made

    def grow(self, x: Signal, kept: float) -> Signal:
        """More or fewer positions, each a weighed mean of some; `kept` is the sum of the squared
        weights."""
        sizes = self.made[0]
        factor = count(sizes[:-1]) / x.places
        rest = 1.0 - kept
        near = min(max(factor - 1.0, 0.0) / max(count(sizes[:-1]) - 1, 1), 1.0)
        square = kept * x.square + rest * x.positions
        across = kept * x.examples + rest * x.both
        made = Signal(
            sizes, square, x.mean, across, near * square + (1.0 - near) * x.positions,
            near * across + (1.0 - near) * x.both, kept * x.channels + rest * x.mean**2, None,
            x.noise,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            own, whole = factor * kept, factor * factor
            pairs = max(whole - own, 0.0)
            square = own * g.square + pairs * g.positions
            examples = own * g.examples + pairs * g.both
            both = whole * g.both
            return (Gradient(square, examples, whole * g.positions, both, 0.0, None, g.noise),)

        self.record((made,), (x,), pull)
        return made

    def shift(self, x: Signal, square: float, mean: float, pairs: float) -> Signal:
        """A fixed value for each position and channel added, the same in all examples.

        `square` is their mean square, `pairs` the mean product at two positions.
        """
        made = _shifted(x, square, mean, pairs)
        self.record((made,), (x,), lambda g: (g,))
        return made

    def lift(self, x: Signal, name: str) -> Signal:
        """A learned vector added, the same at all positions."""
        start = self.start(name)
        if start is None or not start.square:
            return x
        return self.shift(x, start.square, start.mean, start.square)

    def place(self, x: Signal, name: str, rows: int) -> Signal:
        """A learned vector added at each position, of which there are `rows`."""
        start = self.start(name)
        assert start is not None
        made = _shifted(x, start.square, start.mean, start.mean**2)
        share = x.sizes[0] / rows

        def pull(g: Gradient) -> Sequence[Gradient]:
            self.gain(name, g.square, 1.0, share)
            return (g,)

        self.record((made,), (x,), pull)
        return made

    def stretch(self, x: Signal, name: str) -> Signal:
        """Each channel times its factor."""
        start = self.start(name)
        assert start is not None
        factor = start.square
        if factor == 1.0 == start.mean:
            return x
        made = x.times(factor)._replace(mean=x.mean * start.mean)
        self.record((made,), (x,), lambda g: (g.times(factor, g.borders),))
        return made

    def derived(
        self, x: Signal, square: float, mean: float, pairs: float, steepness: float
    ) -> Signal:
        """A vector that follows from one number, with the stated products of two such."""
        made = Signal(self.made[0], square, mean, pairs, pairs, pairs, mean * mean)
        self.record((made,), (x,), lambda g: (Gradient(g.square * steepness),))
        return made


def _shifted(x: Signal, square: float, mean: float, pairs: float) -> Signal:
    crossed = 2.0 * mean * x.mean
    whole = x.square + square
    return Signal(
        x.sizes, whole + crossed, x.mean + mean, x.examples + square + crossed,
        x.positions + pairs + crossed, x.both + pairs + crossed, x.channels + mean**2 + crossed,
        blended(x.borders, None, x.square / whole) if whole > 0.0 else None, x.noise,
    )  # fmt: skip


def _thin(g: Gradient, share: float, borders: Borders) -> Gradient:
    pairs = share * share
    return Gradient(
        g.square * share, g.examples * share, g.positions * pairs, g.both * pairs,
        g.channels * share, borders, g.noise,
    )  # fmt: skip


def _shares(made: int, places: int) -> tuple[float, float]:
    """Of the other positions: those that were channels here, and those of the same channel."""
    others = max(made - 1, 1)
    return (made // places - 1) / others, (places - 1) / others


def _same_places(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """True where only axes of one position come or go in front of the same channels."""
    plain = [size for size in one[:-1] if size != 1], [size for size in other[:-1] if size != 1]
    return bool(one) and bool(other) and one[-1] == other[-1] and plain[0] == plain[1]


def _fewer(borders: Borders, sizes: tuple[int, ...], made: tuple[int, ...]) -> Borders:
    if borders is None:
        return None
    left = iter([cells for cells, size in zip(borders, sizes, strict=False) if size != 1])
    return tuple([None if size == 1 else next(left) for size in made[:-1]])


def _ordered(borders: Borders, axes: tuple[int, ...]) -> Borders:
    return None if borders is None else tuple([borders[axis] for axis in axes[:-1]])


def _with(borders: Borders, sizes: tuple[int, ...], axis: int, cells: Cells | None) -> Borders:
    made: list[Cells | None] = list(borders or (None,) * (len(sizes) - 1))
    made[axis] = cells
    return tuple(made) if any(made) else None
