"""The analysis itself: forward through the graph, and back from the logits."""

from collections.abc import Mapping, Sequence

from specc.ending import activation, ending
from specc.flow.path import Path
from specc.flow.result import Flow
from specc.flow.rows import BEHIND, layer_flows, listed
from specc.flow.sizes import Sizes
from specc.flow.state import Gradient, Signal
from specc.flow.tape import UNKNOWN
from specc.initialiser import IdentityMatrix
from specc.ir.graph import Graph, Node
from specc.layer import Weighted
from specc.namedtuple import NamedTuple

BATCH = 64
IDENTITY = "its kernel starts as the identity, which is not random"


class Moments(NamedTuple):
    """Mean and mean square of the elements of an input."""

    mean: float = 0.0
    square: float = 1.0


STANDARD = Moments()


def flow(graph: Graph, *, batch: int = BATCH, inputs: Mapping[str, Moments] | None = None) -> Flow:
    """Signal and gradient of a model at initialisation.

    `inputs` says what is known of the inputs by name; the others are standard normal, all elements
    independent. Every output gets independent gradients of mean square 1, in front of its softmax
    or sigmoid. Batch norms see `batch` examples.
    """
    walk = Walk(graph, batch)
    walk.forward(inputs or {})
    walk.backward()
    return layer_flows(graph, walk.path, walk.signals, walk.inner, tuple(walk.sizes.chosen.items()))


class Walk:
    """What is known of every value on the way."""

    def __init__(self, graph: Graph, batch: int) -> None:
        self.graph = graph
        self.path = Path(graph, batch)
        self.sizes = Sizes()
        self.signals: list[Signal | None] = [None] * len(graph.values)
        self.inner: dict[int, Signal] = {}
        """In front of its own activation, for each node that has a row."""
        self.last = last_steps(graph)

    def forward(self, inputs: Mapping[str, Moments]) -> None:
        """Through all nodes, in order."""
        for number, (name, value) in enumerate(self.graph.inputs.items()):
            sizes = self.sizes.of(value.type.sizes)
            self.signals[value.id] = _entering(sizes, inputs.get(name, STANDARD))
            self.path.kinship.enter(value.id, number, (value.type.dtype, sizes))
        for node in self.graph.nodes:
            self._through(node)

    def _through(self, node: Node) -> None:
        path, values, signals = self.path, self.graph.values, self.signals
        path.node, path.fresh = node, node.layer.source
        path.made = tuple([self.sizes.of(values[value].type.sizes) for value in node.outputs])
        given = [signals[value] for value in node.inputs]
        if values[node.outputs[0]].type.dtype != "float":
            found: Sequence[Signal | None] = [Signal(sizes, 0.0) for sizes in path.made]
        elif None in given:
            path.unknown(BEHIND)
            found = self._blocked(node, given)
        else:
            found = self._made(node, given)  # type: ignore[arg-type]
        for value, signal in zip(node.outputs, found, strict=True):
            signals[value] = signal
        passed = len(given) == 1 and found[0] is given[0]
        path.kinship.make(node, fresh=path.fresh, passed=passed)

    def _made(self, node: Node, given: list[Signal]) -> Sequence[Signal | None]:
        path, layer = self.path, node.layer
        path.is_last = node.id in self.last
        rowed = listed(node)
        if rowed and IdentityMatrix in [type(weight.init) for weight in node.weights]:
            path.unknown(IDENTITY)
            return self._blocked(node, given)
        found = layer.signal(path, *given)
        several = (found,) if found is None or isinstance(found, Signal) else found
        first = several[0]
        if first is None:
            return self._blocked(node, given)
        if rowed:
            self.inner[node.id] = first
        if isinstance(layer, Weighted) and layer.activation is not None:
            return (layer.activation.signal(path, first), *several[1:])  # type: ignore[arg-type]
        return several

    def _blocked(self, node: Node, given: Sequence[Signal | None]) -> Sequence[None]:
        """Nothing is known behind the node, nor of the gradient in front of it."""
        known = tuple([signal for signal in given if signal is not None])
        end = Signal((), 0.0)
        self.path.record((end,), known, lambda g: (UNKNOWN,) * len(known))
        self.path.gradients[id(end)] = UNKNOWN
        return (None,) * len(node.outputs)

    def backward(self) -> None:
        """From the outputs to the inputs."""
        gradients = self.path.gradients
        for value in self.graph.root.outputs:
            signal = self.signals[value]
            if signal is not None and self.graph.values[value].type.dtype == "float":
                gradients[id(signal)] = Gradient(1.0)
        self.path.go_back()


def _entering(sizes: tuple[int, ...], moments: Moments) -> Signal:
    apart = moments.mean**2
    return Signal(sizes, moments.square, moments.mean, apart, apart, apart, apart)


def last_steps(graph: Graph) -> set[int]:
    """The nodes whose softmax or sigmoid ends the model: what is behind it is the loss."""
    ends = [ending(graph, value) for value in graph.root.outputs]
    return {
        end.node.id
        for end in ends
        if end is not None and end.activation.in_loss and activation(end.node) is end.activation
    }
