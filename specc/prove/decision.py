"""Whether a network decides by one hyperplane, whatever its weights are."""

from specc.ir.graph import Graph, Node
from specc.prove.facts import activation

MONOTONE = frozenset(
    {
        "ELU", "HardSigmoid", "LeakyReLU", "ReLU", "ReLU6", "SELU", "Sigmoid", "Softplus",
        "Softsign", "Step", "Tanh",
    }
)  # fmt: skip
"""Activations that never fall; not PReLU, whose slope is learned and may become negative."""


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
