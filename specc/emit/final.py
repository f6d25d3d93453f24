"""Outputs that end in a softmax or sigmoid: what losses work on is the tensor in front of it."""

from specc.ir.graph import Graph, Node
from specc.layer import Layer, Weighted
from specc.layers.activation import LogSoftmax, Sigmoid, Softmax

FINAL: tuple[type[Layer], ...] = (Softmax, Sigmoid, LogSoftmax)


def final_activations(graph: Graph) -> dict[str, tuple[Node, Layer]]:
    """Output name → the node that ends in the activation, and the activation.

    The node is the activation itself, or a layer with that `activation=`. An output that is read
    again inside the model, or shared, has no such end.
    """
    consumers = graph.consumers()
    values = [value.id for value in graph.outputs.values()]
    found: dict[str, tuple[Node, Layer]] = {}
    for name, value in graph.outputs.items():
        node = graph.producer(value.id)
        if node is None or consumers[value.id] or values.count(value.id) > 1 or node.shared:
            continue
        if node.region != 0:
            continue
        layer = node.layer
        activation = layer.activation if isinstance(layer, Weighted) else layer
        if isinstance(activation, FINAL):
            found[name] = (node, activation)
    return found
