"""Between which numbers the values of a tensor lie, whatever the weights are."""

from math import inf

from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Activation
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts

BOUNDS = {
    "GELU": (-0.1701, inf), "HardSigmoid": (0.0, 1.0), "HardSwish": (-0.375, inf),
    "LogSoftmax": (-inf, 0.0), "Mish": (-0.3089, inf), "ReLU": (0.0, inf), "ReLU6": (0.0, 6.0),
    "SELU": (-1.7581, inf), "SiLU": (-0.2785, inf), "Sigmoid": (0.0, 1.0), "Softmax": (0.0, 1.0),
    "Softplus": (0.0, inf), "Softsign": (-1.0, 1.0), "Step": (0.0, 1.0), "Tanh": (-1.0, 1.0),
}  # fmt: skip
"""The values of activations, the minima rounded down; of `ELU` they depend on its `alpha`."""
KEEP = frozenset({"Max", "Mean", "Permute", "Resize", "Slice", "Split", "Take", "Upsample"})
"""Layers whose results lie among the numbers that they are given; views and pools do as well."""
DEPTH = 64
"""How many layers are looked through."""


class Image(NamedTuple):
    """The bounds of a tensor's values, and the layer that sets them."""

    low: float
    high: float
    node: Node

    @property
    def word(self) -> str:
        """The activation or the layer that sets the bounds, as it is written."""
        bent, layer = _bent(self.node), self.node.layer
        if bent is None or bent is layer or not bent.activation_words:
            return layer.word
        return bent.activation_words[0]

    @property
    def text(self) -> str:
        """The bounds in words."""
        if self.high == inf:
            return f"at {self.low:g} or above"
        if self.low == -inf:
            return f"at {self.high:g} or below"
        return f"in {self.low:g}..{self.high:g}"

    @property
    def at_every_step(self) -> bool:
        """True for the activation inside of a simple recurrent layer."""
        return self.node.layer.word == "RNN"

    @property
    def two_sided(self) -> bool:
        """True where there is a least and a greatest value."""
        return self.low > -inf and self.high < inf


def image(facts: Facts, value: int) -> Image | None:
    """The bounds of a value, seen through layers that make no new numbers; None without any."""
    graph = facts.graph
    for _ in range(DEPTH):
        node = graph.producer(value)
        if node is None:
            return None
        bounds = _bounds(node, value)
        if bounds is not None:
            return Image(*bounds, node)
        if len(node.inputs) != 1 or _bent(node) is not None or not _keeps(node):
            return None
        value = node.inputs[0]
    return None


def _bounds(node: Node, value: int) -> tuple[float, float] | None:
    layer = node.layer
    if layer.word == "LSTM":
        # The cell state, the last of its outputs, may grow; the others are sigmoid times tanh.
        return None if value == node.outputs[-1] and len(node.outputs) > 1 else (-1.0, 1.0)
    if layer.word == "GRU":
        # A mixture of tanh and the first state, which is 0 unless it is given.
        return (-1.0, 1.0) if len(node.inputs) == 1 else None
    bent = _bent(node)
    if bent is None:
        return None
    if bent.word == "ELU":
        return -bent.alpha, inf  # type: ignore[attr-defined]
    return BOUNDS.get(bent.word)


def _bent(node: Node) -> Activation | None:
    """The activation of a node, of a simple recurrent layer as well."""
    if node.layer.word == "RNN":
        own: Activation | None = node.layer.activation  # type: ignore[attr-defined]
        return own
    return activation(node)


def _keeps(node: Node) -> bool:
    layer = node.layer
    return layer.view or layer.word in KEEP or layer.family == "pooling"
