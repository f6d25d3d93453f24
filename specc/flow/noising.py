"""What only training does, what is drawn, and what nothing comes into."""

from collections.abc import Sequence
from math import exp

from specc.flow.state import Gradient, Signal
from specc.flow.tape import Tape

STEEPEST = 200.0
LOWEST = -1.7580993408473766
"""SELU's limit for large negative values."""


class Noising(Tape):
    """Dropout, noise, samples, constants."""

    def drop(self, x: Signal, rate: float, whole: str = "") -> Signal:
        """Zeros at a share of the elements: `M / (1 - rate)`; other products stay.

        `whole` names what is dropped together with an element: "channel" at all its positions,
        "example" all of it.
        """
        if not rate:
            return x
        kept = 1.0 / (1.0 - rate)
        together = kept if whole else 1.0
        made = Signal(
            x.sizes, x.square * kept, x.mean, x.examples, x.positions * together, x.both,
            x.channels * (kept if whole == "example" else 1.0), x.borders, x.noise, x.law, x.memory,
        )  # fmt: skip

        def pull(g: Gradient) -> Sequence[Gradient]:
            channels = g.channels * (kept if whole == "example" else 1.0)
            return (
                Gradient(
                    g.square * kept, g.examples, g.positions * together, g.both, channels,
                    g.borders, g.noise,
                ),
            )  # fmt: skip

        self.record((made,), (x,), pull)
        return made

    def disturb(self, x: Signal, square: float) -> Signal:
        """Independent noise of that mean square added."""
        made = Signal(
            x.sizes, x.square + square, x.mean, x.examples, x.positions, x.both, x.channels,
            x.borders, x.noise,
        )  # fmt: skip
        self.record((made,), (x,), lambda g: (g,))
        return made

    def sample(self, mean: Signal, log_variance: Signal) -> Signal:
        """`mean + exp(log_variance / 2) z` with z standard normal."""
        middle, spread = log_variance.mean, log_variance.variance
        added = exp(min(middle + 0.5 * spread, STEEPEST))
        made = Signal(
            mean.sizes, mean.square + added, mean.mean, mean.examples, mean.positions, mean.both,
            mean.channels, None, mean.noise,
        )  # fmt: skip
        self.fresh = True

        def pull(g: Gradient) -> Sequence[Gradient]:
            return g, Gradient(0.25 * added * g.square, borders=g.borders, noise=g.noise)

        self.record((made,), (mean, log_variance), pull)
        return made

    def drawn(self) -> Signal:
        """Standard normal noise."""
        self.fresh = True
        return Signal(self.made[0], 1.0)

    def drop_alpha(self, x: Signal, rate: float) -> Signal:
        """SELU's lowest value at a share of the elements; mean 0 and mean square 1 stay."""
        if not rate:
            return x
        kept = 1.0 - rate
        factor = kept / (1.0 + LOWEST * LOWEST * rate)
        made = x.times(factor)._replace(
            square=(x.square + rate * LOWEST * LOWEST) / (1.0 + LOWEST * LOWEST * rate)
        )

        def pull(g: Gradient) -> Sequence[Gradient]:
            return (g.times(factor, g.borders)._replace(square=g.square * factor / kept),)

        self.record((made,), (x,), pull)
        return made

    def constant(self, name: str) -> Signal:
        """A learned tensor: the same values for every example."""
        start = self.start(name)
        assert start is not None
        square, mean = start.square, start.mean
        apart = mean * mean
        made = Signal(self.made[0], square, mean, square, apart, apart, apart)

        def pull(g: Gradient) -> Sequence[Gradient]:
            self.gain(name, g.square, 1.0, 1.0)
            return ()

        self.record((made,), (), pull)
        return made

    def detach(self, x: Signal) -> Signal:
        """The same values, and no gradient."""
        made = x.times(1.0)._replace(law=x.law)
        self.record((made,), (x,), lambda g: (None,))
        return made
