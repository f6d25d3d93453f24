"""Several tensors in one, element by element."""

from collections.abc import Sequence
from math import sqrt

from specc.flow.gaussian import below, density
from specc.flow.state import Gradient, Half, Signal, blended, count
from specc.flow.tape import Tape

MIXED = "it joins two tensors that come from the same one in different ways"


class Joining(Tape):
    """Layers with several inputs."""

    def add(self, inputs: Sequence[Signal], signs: Sequence[float]) -> Signal | None:
        """A weighed sum: products add, and what two inputs have in common counts twice."""
        sizes = self.made[0]
        wide = [self.widen(x, sizes) for x in inputs]
        made = wide[0].times(signs[0] ** 2)._replace(mean=signs[0] * wide[0].mean)
        for at in range(1, len(wide)):
            x, sign = wide[at], signs[at]
            crossed = [0.0] * 5
            for other in range(at):
                found = self._crossed(other, at, wide[other], x)
                if found is None:
                    return self.unknown(MIXED)
                pair = 2.0 * sign * signs[other]
                crossed = [a + pair * b for a, b in zip(crossed, found, strict=True)]
            made = _sum(made, x, sign, crossed)
        if len(inputs) == 1:
            return wide[0]
        if len(inputs) == 2 and signs == (1.0, 1.0):
            made = made._replace(halves=_halves(*inputs))
        same = [sum(s for j, s in enumerate(signs) if inputs[j] is x) for x in inputs]

        def pull(g: Gradient) -> Sequence[Gradient]:
            return [
                g.times(max(sign * together, 0.0), g.borders)
                for sign, together in zip(signs, same, strict=True)
            ]

        self.record((made,), tuple(wide), pull)
        return made

    def _crossed(self, one: int, other: int, x: Signal, y: Signal) -> Sequence[float] | None:
        """The products of elements of two inputs, in the order of a signal's."""
        word = self.relation(one, other)
        apart = x.mean * y.mean
        if word == "apart":
            return (apart,) * 5
        if word == "same":
            return x.square, x.examples, x.positions, x.both, x.channels
        if word == "twins" and x.sizes == y.sizes:
            return x.examples, x.examples, x.both, x.both, apart
        return None

    def times_each(self, inputs: Sequence[Signal]) -> Signal | None:
        """An elementwise product of tensors that have nothing in common."""
        sizes = self.made[0]
        made = self.widen(inputs[0], sizes)
        for at in range(1, len(inputs)):
            if any(self.relation(other, at) != "apart" for other in range(at)):
                return self.unknown(MIXED)
            made = self._product(made, self.widen(inputs[at], sizes))
        return made

    def _product(self, x: Signal, y: Signal) -> Signal:
        made = Signal(
            x.sizes,
            x.square * y.square,
            x.mean * y.mean,
            x.examples * y.examples,
            x.positions * y.positions,
            x.both * y.both,
            x.channels * y.channels,
            x.borders if x.borders is not None else y.borders,
            x.noise + y.noise,
        )

        def pull(g: Gradient) -> Sequence[Gradient]:
            return [
                Gradient(
                    g.square * other.square, g.examples * other.examples,
                    g.positions * other.positions, g.both * other.both,
                    g.channels * other.channels, g.borders, g.noise,
                )
                for other in (y, x)
            ]  # fmt: skip

        self.record((made,), (x, y), pull)
        return made

    def extreme(self, inputs: Sequence[Signal], sign: float) -> Signal | None:
        """The largest (or, with sign -1, the smallest) of tensors that have nothing in common."""
        sizes = self.made[0]
        made = self.widen(inputs[0], sizes)
        for at in range(1, len(inputs)):
            if any(self.relation(other, at) != "apart" for other in range(at)):
                return self.unknown(MIXED)
            made = self._extreme(made, self.widen(inputs[at], sizes), sign)
        return made

    def _extreme(self, x: Signal, y: Signal, sign: float) -> Signal:
        """Clark 1961, Operations Research 9(2): the moments of the greater of two normals."""
        distance = sqrt(max(x.variance + y.variance, 1e-300))
        gap = sign * (x.mean - y.mean) / distance
        share, peak = below(gap), density(gap)
        rest = 1.0 - share
        mean = x.mean * share + y.mean * rest + sign * distance * peak
        square = x.square * share + y.square * rest
        square += sign * (x.mean + y.mean) * distance * peak

        def related(one: float, other: float) -> float:
            pairs = (one - x.mean**2) * share * share + (other - y.mean**2) * rest * rest
            return mean * mean + pairs

        made = Signal(
            x.sizes, square, mean, related(x.examples, y.examples),
            related(x.positions, y.positions), related(x.both, y.both),
            related(x.channels, y.channels), None, x.noise + y.noise,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            return [
                g.times(part * part, g.borders)._replace(square=g.square * part)
                for part in (share, rest)
            ]

        self.record((made,), (x, y), pull)
        return made

    def widen(self, x: Signal, sizes: tuple[int, ...]) -> Signal:
        """Copies along axes of size 1, as NumPy broadcasts."""
        if x.sizes == sizes:
            return x
        copies = count(sizes[:-1]) // x.places
        wide = (sizes[-1] if sizes else 1) // x.width
        near = (copies - 1) / max(count(sizes[:-1]) - 1, 1)
        across = (wide - 1) / max((sizes[-1] if sizes else 1) - 1, 1)
        made = Signal(
            sizes,
            x.square,
            x.mean,
            x.examples,
            near * x.square + (1.0 - near) * x.positions,
            near * x.examples + (1.0 - near) * x.both,
            across * x.square + (1.0 - across) * x.channels,
            None,
            x.noise,
        )

        def pull(g: Gradient) -> Sequence[Gradient]:
            total = copies * (g.square + (copies - 1) * g.positions)
            if wide > 1:
                total = total * wide + copies * copies * wide * (wide - 1) * g.channels
            examples = copies * (g.examples + (copies - 1) * g.both)
            pairs = copies * copies
            if x.places == 1:
                return (Gradient(total, examples, channels=g.channels * copies, noise=g.noise),)
            return (
                Gradient(
                    total, examples, pairs * g.positions, pairs * g.both, g.channels * copies,
                    None, g.noise,
                ),
            )  # fmt: skip

        self.record((made,), (x,), pull)
        return made


def _sum(x: Signal, y: Signal, sign: float, crossed: Sequence[float]) -> Signal:
    factor = sign * sign
    square = x.square + factor * y.square + crossed[0]
    share = x.square / (x.square + factor * y.square) if square > 0.0 else 0.5
    return Signal(
        x.sizes,
        max(square, 0.0),
        x.mean + sign * y.mean,
        x.examples + factor * y.examples + crossed[1],
        x.positions + factor * y.positions + crossed[2],
        x.both + factor * y.both + crossed[3],
        x.channels + factor * y.channels + crossed[4],
        blended(x.borders, y.borders, share),
        x.noise * share * share + y.noise * (1.0 - share) ** 2,
    )


def _halves(x: Signal, y: Signal) -> tuple[Half, ...]:
    """What a rectifier let through, and what it did not, each with something normal added."""
    if y.law is not None and y.law.above:
        x, y = y, x
    law = x.law
    if law is None or not law.above or y.law is not None or not y.square:
        return ()
    above = law.above
    mean = x.mean / above
    spread = max(x.square / above - mean * mean, 0.0)
    return (
        (1.0 - above, y.mean, y.variance),
        (above, y.mean + mean, y.variance + spread),
    )
