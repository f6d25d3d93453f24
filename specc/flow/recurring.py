"""Layers that go through time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specc.flow.beat import Beat, Gate
from specc.flow.curve import Curve, bent
from specc.flow.recall import Recall
from specc.flow.recurrence import Run
from specc.flow.state import Gradient, Signal
from specc.flow.tape import Tape

if TYPE_CHECKING:
    from specc.flow.contract import Function
    from specc.layers.recurrent import Recurrent


class Recurring(Tape):
    """Layers that go through time."""

    beat = Beat

    def curve(self, function: "Function | None", mean: float, variance: float) -> Curve:
        """What a function does to normal numbers; None is the identity."""
        return bent(LINE if function is None else function, mean, variance)

    def gate(self, function: "Function", mean: float, variance: float) -> Gate:
        """A gate that keeps a part of the state."""
        return Gate(function, mean, variance, bent(function, mean, variance))

    def recur(self, layer: "Recurrent", inputs: Sequence[Signal]) -> tuple[Signal, ...]:
        """The results of a recurrence and, where the layer gives it, its last state."""
        run = Run(self, layer, inputs)  # type: ignore[arg-type]
        recall, made = Recall(run), run.outputs()

        def pull(*given: Gradient | None) -> Sequence[Gradient | None]:
            return recall.back(given)

        self.record(made, tuple(inputs), pull)
        self.fresh = True
        self.recurrences[self.node.id] = recall.remembered()
        return made


class Line:
    """`f(x) = x`."""

    rectifier: float | None = 1.0

    def value(self, x: float) -> float:
        """The number itself."""
        return x

    def derivative(self, x: float) -> float:
        """One."""
        return 1.0


LINE = Line()
