"""Whether a network decides by hyperplanes, whatever its weights are."""

from specc.ending import activation
from specc.ir.graph import Graph, Node

MONOTONE = frozenset(
    {
        "ELU", "HardSigmoid", "LeakyReLU", "ReLU", "ReLU6", "SELU", "Sigmoid", "Softplus",
        "Softsign", "Step", "Tanh",
    }
)  # fmt: skip
"""Activations that never fall; not PReLU, whose slope is learned and may become negative."""

ORDERED = MONOTONE | {"LogSoftmax", "Softmax"}
"""Activations behind which no number of the last axis overtakes another."""


def hyperplanes(graph: Graph) -> int:
    """How many numbers a model puts out, where hyperplanes decide between any two classes.

    0 where that is not so. One number: it is a monotone function of one affine function of the
    input. Several: they are ordered as affine functions of the input are, so that where one is the
    largest, a hyperplane lies between it and each of the others.
    """
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        return 0
    kind = graph.values[graph.root.outputs[0]].type
    if kind.size == 1:
        return int(one_hyperplane(graph))
    units = kind.size if kind.rank == 1 else 0
    return units if isinstance(units, int) and units and _ordered(graph) else 0


def one_hyperplane(graph: Graph) -> bool:
    """True where the one output number is a monotone function of one affine function of the input.

    Each value is followed by its root: the value whose affine function it is. The input is a root;
    a monotone activation of a single number makes a new one. A value that mixes two roots, or
    bends several numbers, has none. Where the output has a root, its chain of roots is such a
    function.
    """
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        return False
    roots: dict[int, int] = {graph.root.inputs[0]: graph.root.inputs[0]}
    for node in graph.nodes:
        _follow(graph, node, roots)
    output = graph.root.outputs[0]
    return output in roots and graph.values[output].type.size == 1


def _follow(graph: Graph, node: Node, roots: dict[int, int]) -> None:
    found = {roots.get(value, -1) for value in node.inputs}
    root = found.pop() if len(found) == 1 else -1
    bent = activation(node)
    if root < 0 or not (node.layer.linear or bent is node.layer):
        return
    for value in node.outputs:
        if bent is None:
            roots[value] = root
        elif graph.values[value].type.size == 1 and bent.word in MONOTONE:
            roots[value] = value


def _ordered(graph: Graph) -> bool:
    """True where the output is affine, apart from activations at its end that keep the order."""
    straight = {graph.root.inputs[0]}
    ordered: set[int] = set()
    for node in graph.nodes:
        bent = activation(node)
        if straight.issuperset(node.inputs) and node.layer.linear:
            (straight if bent is None else ordered).update(_kept(node))
        elif bent is node.layer and all(v in straight or v in ordered for v in node.inputs):
            ordered.update(_kept(node))
    output = graph.root.outputs[0]
    return output in straight or output in ordered


def _kept(node: Node) -> tuple[int, ...]:
    """The outputs of a node whose activation, if it has one, keeps the order."""
    bent = activation(node)
    return node.outputs if bent is None or bent.word in ORDERED else ()
