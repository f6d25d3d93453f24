"""The tape: what was done to which tensors, so that gradients can go back along it."""

from collections.abc import Callable, Sequence
from math import hypot, sqrt
from typing import TYPE_CHECKING, TypeAlias

from specc.flow.kin import Kinship
from specc.flow.state import Gradient, Signal, blended

if TYPE_CHECKING:
    from specc.ir.graph import Graph, Node
    from specc.layer import Weight

Pull = Callable[..., Sequence[Gradient | None]]
"""From the gradient of each output (None: there is none) to that of each input."""

Step: TypeAlias = "tuple[Node, tuple[Signal, ...], tuple[Signal, ...], Pull]"
"""One operation of a node: its outputs, its inputs, and the way back."""

LARGEST, LARGEST_MEAN = 1e280, 1e100
"""Products are held below it, so that a network that explodes stays comparable."""

UNIT_NOISE = 2.0
"""Over the number of units: the relative variance of a mean square of so many normal numbers."""

UNKNOWN = Gradient(-1.0)
"""The gradient of what lies in front of something unknown."""


class Start:
    """How a weight starts: mean, variance and mean square of an element, held below `LARGEST`."""

    __slots__ = ("mean", "square", "variance")

    def __init__(self, mean: float, variance: float) -> None:
        self.mean = max(min(mean, LARGEST_MEAN), -LARGEST_MEAN)
        self.variance = min(variance, LARGEST_MEAN * LARGEST_MEAN)
        self.square = self.variance + self.mean * self.mean


class Tape:
    """The operations so far, and the node that is at work.

    Gradients belong to signals by `id`: two signals may be equal.
    """

    def __init__(self, graph: "Graph", batch: int) -> None:
        self.graph = graph
        self.batch = batch
        self.steps: list[Step] = []
        self.gradients: dict[int, Gradient] = {}
        self.gains: dict[int, dict[str, float]] = {}
        """For each node that owns weights the RMS gradient of each."""
        self.recurrences: dict[int, float] = {}
        self.reasons: dict[int, str] = {}
        self.kinship = Kinship(graph)
        self.node: Node
        self.made: tuple[tuple[int, ...], ...] = ()
        """The sizes of the node's outputs."""
        self.fresh = False
        """Whether the node's output owes its sign to weights that nothing else has met."""
        self.is_last = False
        """Whether the node's activation ends the model, so that gradients start in front of it."""
        self._starts: dict[int, Start] = {}

    def record(self, outputs: tuple[Signal, ...], inputs: tuple[Signal, ...], pull: Pull) -> None:
        """Remember an operation."""
        self.steps.append((self.node, outputs, inputs, pull))

    def unknown(self, reason: str) -> Signal | None:
        """What comes out cannot be predicted."""
        self.reasons[self.node.id] = reason
        return None

    def start(self, name: str) -> Start | None:
        """How the node's weight of that name starts; None where there is no such weight.

        The kernel of a tied layer is another node's matrix.
        """
        for weight in self.node.weights:
            if weight.name == name:
                return self._started(weight)
        if name == "kernel" and self.node.tied >= 0:
            return self._started(self.graph.nodes[self.node.tied].weights[0])
        return None

    def _started(self, weight: "Weight") -> Start:
        found = self._starts.get(id(weight))
        if found is None:
            found = Start(*weight.init.moments(weight.shape, weight.fan_in, weight.fan_out))
            self._starts[id(weight)] = found
        return found

    def gain(self, name: str, gradient: float, signal: float, factor: float) -> None:
        """Add `sqrt(factor * gradient * signal)` to the gradient of one of the node's weights.

        The roots are taken one by one, since the product may be larger than any float.
        """
        if gradient <= 0.0 or signal <= 0.0 or factor <= 0.0:
            return
        root = sqrt(gradient) * sqrt(signal) * sqrt(factor)
        node = self.node
        self._add(node.owner, name, root)
        if name == "kernel" and node.tied >= 0:
            matrix = self.graph.nodes[node.tied]
            self._add(matrix.owner, matrix.weights[0].name, root)

    def _add(self, owner: int, name: str, root: float) -> None:
        found = self.gains.get(owner)
        if found is None:
            self.gains[owner] = {name: root}
        else:
            found[name] = hypot(found.get(name, 0.0), root)

    def relation(self, one: int, other: int) -> str:
        """What two inputs of the node have to do with each other, see `Kinship`."""
        inputs = self.node.inputs
        return self.kinship.relation(inputs[one], inputs[other])

    def go_back(self) -> None:
        """Carry the gradients that are known at the ends to everything in front of them."""
        known = self.gradients
        for node, outputs, inputs, pull in reversed(self.steps):
            given = [known.get(id(one)) for one in outputs]
            if not any(given):
                continue
            self.node = node
            if UNKNOWN in given:
                pulled: Sequence[Gradient | None] = (UNKNOWN,) * len(inputs)
            else:
                pulled = pull(*given)
            for one, gradient in zip(inputs, pulled, strict=True):
                if gradient is not None:
                    key = id(one)
                    known[key] = joined(known[key], gradient) if key in known else gradient


def joined(one: Gradient, other: Gradient) -> Gradient:
    """The sum of two gradients that come by different ways."""
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    square = one.square + other.square
    parts = None
    share = one.square / square if square > 0.0 else 0.5
    if one.parts or other.parts:
        from specc.flow.parts import blended_parts

        parts = blended_parts(one.parts, other.parts, share)
    return Gradient(
        min(square, LARGEST),
        one.examples + other.examples,
        one.positions + other.positions,
        one.both + other.both,
        one.channels + other.channels,
        blended(one.borders, other.borders, share),
        one.noise * share * share + other.noise * (1.0 - share) ** 2,
        one.memory if share > 0.5 else other.memory,
        parts,
    )
