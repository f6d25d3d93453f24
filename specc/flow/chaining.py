"""Tensors one after the other along an axis.

Along the channels they may differ in size, and a batch norm behind them divides each by its own
deviation: so it is kept how their variance varies from one part to the next.
"""

from collections.abc import Sequence

from specc.flow.cells import levelled, moved
from specc.flow.parts import merged, piece
from specc.flow.state import Borders, Gradient, Law, Parts, Signal, blended
from specc.flow.tape import Tape


class Chaining(Tape):
    """Concatenation."""

    def join(self, inputs: Sequence[Signal], axis: int) -> Signal:
        """One after the other along an axis."""
        sizes = self.made[0]
        shares = [x.sizes[axis] / sizes[axis] for x in inputs]
        last = axis == len(sizes) - 1
        made = _joined(inputs, shares, sizes, axis, last=last)
        starts = [sum(x.sizes[axis] for x in inputs[:at]) for at in range(len(inputs))]

        def pull(g: Gradient) -> Sequence[Gradient]:
            if last:
                return _dealt(g, inputs)
            return [_part(g, sizes, axis, s, x) for s, x in zip(starts, inputs, strict=True)]

        self.record((made,), tuple(inputs), pull)
        return made


def _joined(
    inputs: Sequence[Signal], shares: Sequence[float], sizes: tuple[int, ...], axis: int, *,
    last: bool,
) -> Signal:  # fmt: skip
    def mean(values: Sequence[float]) -> float:
        return sum([share * value for share, value in zip(shares, values, strict=True)])

    middle = mean([x.mean for x in inputs])
    apart = middle**2 - sum([(s * x.mean) ** 2 for s, x in zip(shares, inputs, strict=True)])
    squares = [s * s for s in shares]

    def within(values: Sequence[float]) -> float:
        return apart + sum([s * value for s, value in zip(squares, values, strict=True)])

    square = mean([x.square for x in inputs])
    positions, both = [x.positions for x in inputs], [x.both for x in inputs]
    channels = [x.channels for x in inputs]
    return Signal(
        sizes,
        square,
        middle,
        mean([x.examples for x in inputs]),
        mean(positions) if last else within(positions),
        mean(both) if last else within(both),
        within(channels) if last else mean(channels),
        _blended(inputs, shares) if last else _along(inputs, sizes, axis, square),
        mean([x.noise for x in inputs]),
        _law(inputs, shares, sizes, axis, last=last),
        0.0,
        _parts(inputs) if last else None,
    )


def _law(
    inputs: Sequence[Signal], shares: Sequence[float], sizes: tuple[int, ...], axis: int, *,
    last: bool,
) -> Law | None:  # fmt: skip
    """The common law of what the same function was applied to."""
    laws = [x.law for x in inputs if x.law is not None]
    if len(laws) < len(inputs) or not all(law.plain for law in laws):
        return None
    if any(law.function != laws[0].function for law in laws):
        return None
    before = _joined([law.before for law in laws], shares, sizes, axis, last=last)
    return Law(laws[0].function, before)


def _blended(inputs: Sequence[Signal], shares: Sequence[float]) -> Borders:
    borders, mass = inputs[0].borders, shares[0] * inputs[0].square
    for x, share in zip(inputs[1:], shares[1:], strict=True):
        more = share * x.square
        borders = blended(borders, x.borders, mass / (mass + more) if mass + more > 0 else 0.5)
        mass += more
    return borders


def _along(inputs: Sequence[Signal], sizes: tuple[int, ...], axis: int, square: float) -> Borders:
    """How the mean square varies along the axis on which tensors follow each other."""
    if square <= 0.0:
        return None
    size, start = sizes[axis], 0
    whole: list[float] = []
    for x in inputs:
        cells = None if x.borders is None else x.borders[axis]
        part = moved(cells, x.sizes[axis], size, -start)
        factor = x.square / square
        whole = [a + factor * b for a, b in zip(whole or [0.0] * len(part), part, strict=True)]
        start += x.sizes[axis]
    made: list[tuple[float, ...] | None] = [None] * (len(sizes) - 1)
    made[axis] = tuple(whole)
    return tuple(made)


def _parts(inputs: Sequence[Signal]) -> Parts:
    """How the variance over examples and positions varies along the channels."""
    found: list[tuple[int, float]] = []
    for x in inputs:
        level = max(x.square - x.both, 0.0)
        found += [(width, level * one) for width, one in x.parts or ((x.width, 1.0),)]
    return merged(found)


def _dealt(g: Gradient, inputs: Sequence[Signal]) -> list[Gradient]:
    """To each input its channels' gradient."""
    if g.parts is None:
        return [g] * len(inputs)
    start, made = 0, []
    for x in inputs:
        level, parts = piece(g.parts, start, x.width)
        made.append(g.times(level, g.borders)._replace(parts=parts))
        start += x.width
    return made


def _part(g: Gradient, sizes: tuple[int, ...], axis: int, start: int, x: Signal) -> Gradient:
    cells = None if g.borders is None else g.borders[axis]
    if cells is None:
        return g
    size = x.sizes[axis]
    factor, found = levelled(moved(cells, sizes[axis], size, start), size)
    borders = list(g.borders or ())
    borders[axis] = found
    return g.times(factor, tuple(borders))
