"""Products of two tensors, summed over an axis."""

from collections.abc import Sequence

from specc.flow.joining import MIXED
from specc.flow.state import Gradient, Signal, constant
from specc.flow.tape import Tape


class Products(Tape):
    """Layers that multiply two tensors that flow."""

    def contract(self, x: Signal, y: Signal, axes: tuple[int, int]) -> Signal | None:
        """`sum over k of x_k y_k`: `M' = n M_x M_y`, and what the terms have in common."""
        word = self.relation(0, 1)
        if word not in ("apart", "twins"):
            return self.unknown(MIXED)
        size = x.sizes[axes[0]]
        along = [_along(one, axis) for one, axis in zip((x, y), axes, strict=True)]
        if word == "twins":
            return self._twins(x, y, size)
        rest = size * (size - 1)
        apart = size * size * x.mean * y.mean

        def summed(one: float, other: float) -> float:
            return size * one * other + rest * along[0] * along[1]

        square = summed(x.square, y.square)
        both = rest * x.mean**2 * y.mean**2
        made = Signal(
            self.made[0], square, size * x.mean * y.mean, size * x.examples * y.examples + both,
            size * x.positions * y.square + both, size * x.both * y.examples + both,
            size * x.square * y.positions + both if apart or y.positions else 0.0, None,
            x.noise + y.noise,
        )  # fmt: skip
        left, right = made.width, made.places
        if len(x.sizes) == 1:
            left, right = made.width, 1

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (
                Gradient(left * y.square * g.square, 0.0, left * y.square * g.positions),
                Gradient(right * x.square * (g.square + (right - 1) * g.positions * _alike(x))),
            )

        self.record((made,), (x, y), pull)
        return made

    def _twins(self, x: Signal, y: Signal, size: int) -> Signal:
        """Scalar products of what the same layers make of two inputs."""
        mean = size * x.examples
        square = mean * mean + size * (x.square * y.square - x.examples**2)
        made = constant(self.made[0], max(square, 0.0), mean, mean * mean)

        def pull(g: Gradient) -> Sequence[Gradient]:
            return g.times(y.square), g.times(x.square)

        self.record((made,), (x, y), pull)
        return made

    def unit(self, x: Signal, axis: int) -> Signal:
        """Divided by the Euclidean norm along an axis, which hardly varies."""
        size = x.sizes[axis]
        factor = 1.0 / max(size * x.square, 1e-280)
        made = x.times(factor)._replace(mean=x.mean * factor**0.5)
        share = 1.0 - 1.0 / size

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g.times(factor * share),)

        self.record((made,), (x,), pull)
        return made


def _along(x: Signal, axis: int) -> float:
    return x.channels if axis == len(x.sizes) - 1 else x.positions


def _alike(x: Signal) -> float:
    return x.positions / x.square if x.square > 0.0 else 0.0
