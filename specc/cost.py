"""What a model costs: multiply-adds, the memory of its weights, and what training must keep.

The activation model follows autograd: the forward pass keeps, until the backward pass, each tensor
that some layer's derivative needs (Chen et al. 2016, arXiv 1604.06174, section 2). All numbers are
for one example; symbolic sizes give symbolic numbers.
"""

from typing import TypeAlias

from specc.ir.dim import DimTooComplex, Size
from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType
from specc.layer import Layer, Weighted
from specc.namedtuple import NamedTuple

Amount: TypeAlias = Size | None
"""Multiply-adds or bytes; None where a symbolic sum grows past all reading."""

OUTPUT_COPIES = 3

FLOAT = 4
"""Bytes of a weight: they stay fp32 in mixed precision too, as under PyTorch's autocast."""

ACTIVATION_BYTES = {"fp32": 4, "bf16": 2, "fp16": 2}
"""Bytes of a float activation by precision."""

OTHER_BYTES = {"int": 8, "bool": 1}
"""Bytes of an element that is no float."""


class Cost(NamedTuple):
    """What one model takes; bytes and multiply-adds, all but `weights` for one example."""

    macs: Amount
    weights: int
    activations: Amount


class TrainingMemory(NamedTuple):
    """The parts of the memory that one training step takes, in bytes."""

    weights: int
    gradients: int
    optimizer: int
    activations: Amount
    loss: Amount

    @property
    def total(self) -> Amount:
        """All parts together."""
        held = add(self.activations, self.loss)
        return add(self.weights + self.gradients + self.optimizer, held)


def cost(graph: Graph, precision: str = "fp32") -> Cost:
    """The cost of a model."""
    macs: Amount = 0
    for node in graph.nodes:
        macs = add(macs, node_macs(graph, node))
    weights = FLOAT * (graph.trainable + graph.fixed)
    try:
        return Cost(macs, weights, _kept_bytes(graph, precision))
    except DimTooComplex:
        return Cost(macs, weights, None)


def add(one: Amount, other: Amount) -> Amount:
    """The sum of two amounts."""
    try:
        return None if one is None or other is None else one + other
    except DimTooComplex:
        return None


def node_macs(graph: Graph, node: Node) -> Amount:
    """Multiply-adds of one application, for one example."""
    try:
        return node.layer.macs(graph.types(node.inputs), graph.types(node.outputs))
    except DimTooComplex:
        return None


def training_memory(
    graph: Graph, activations: Amount, batch: int, state_copies: int
) -> TrainingMemory:
    """What a step takes with so many examples and so many optimizer values a weight."""
    trainable = FLOAT * graph.trainable
    weights = trainable + FLOAT * graph.fixed
    kept = None if activations is None else activations * batch
    return TrainingMemory(
        weights, trainable, state_copies * trainable, kept, _loss_bytes(graph, batch)
    )


def _loss_bytes(graph: Graph, batch: int) -> Amount:
    """The outputs, what the loss keeps of them, and their gradient: where the memory is highest.

    Little for an image's classes, the most of all for a language model's vocabulary. Losses are
    taken in fp32 whatever the precision.
    """
    total: Amount = 0
    for value in graph.outputs.values():
        total = add(total, _bytes(value.type, FLOAT))
    return None if total is None else OUTPUT_COPIES * total * batch


def _kept_bytes(graph: Graph, precision: str) -> Size:
    """Bytes that one example's forward pass leaves for the backward pass."""
    width = ACTIVATION_BYTES[precision]
    home = _homes(graph)
    kept: dict[int, None] = {}
    total: Size = 0
    for node in graph.nodes:
        layer = node.layer
        inner = layer.activation if isinstance(layer, Weighted) else None
        kinds = graph.types(node.inputs), graph.types(node.outputs)
        if layer.saves_inputs:
            kept.update((home[value], None) for value in node.inputs)
        if (inner or layer).saves_output:
            kept.update((home[value], None) for value in node.outputs)
        if inner is not None:
            total = total + _before(layer, inner, kinds[1], width)
        total = total + layer.extra_bytes(*kinds)
    for value in kept:
        total = total + _bytes(graph.values[value].type, width)
    return total


def _homes(graph: Graph) -> list[int]:
    """For each value the one whose memory it lies in: its own, or a view's input's."""
    home = list(range(len(graph.values)))
    for node in graph.nodes:
        if node.layer.view:
            for value in node.outputs:
                home[value] = home[node.inputs[0]]
    return home


def _before(layer: Layer, inner: Layer, outputs: tuple[TensorType, ...], width: int) -> Size:
    """Bytes kept of what a layer's own `activation` is applied to: no value of the graph."""
    total = inner.extra_bytes(outputs, outputs)
    if inner.saves_inputs or layer.saves_output:
        for kind in outputs:
            total = total + _bytes(kind, width)
    return total


def _bytes(kind: TensorType, width: int) -> Size:
    return kind.size * (OTHER_BYTES.get(kind.dtype) or width)
