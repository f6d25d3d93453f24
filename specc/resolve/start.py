"""`init=auto`: how each weight starts, from its layer and the activation that follows.

`he_normal` before the ReLU family, `lecun_normal` before SELU, `glorot_uniform` otherwise. The
activation is the layer's own, or the first one behind layers that only pass values on
(normalisation, dropout, pooling, sums).
"""

from specc.initialiser import Auto, GlorotUniform, HeNormal, Initialiser, LecunNormal
from specc.ir.graph import Graph, Node
from specc.layer import Activation, Layer, Weight

HE, LECUN, GLOROT = HeNormal(), LecunNormal(), GlorotUniform()
MAX_LOOK = 64


def resolve_starts(graph: Graph) -> Graph:
    """The same graph with every `auto` replaced."""
    consumers: list[list[int]] = []
    nodes: list[Node] | None = None
    settled: dict[tuple[int, int], tuple[Weight, ...]] = {}
    for node in graph.nodes:
        if not node.weights or node.shared or not _waiting(node.weights):
            continue
        consumers = consumers or graph.consumers()
        nodes = nodes if nodes is not None else list(graph.nodes)
        start = _start(_following(graph, node, consumers))
        key = id(node.weights), id(start)
        if key not in settled:
            settled[key] = tuple([_settled(w, start) for w in node.weights])
        nodes[node.id] = node._replace(weights=settled[key])
    if nodes is None:
        return graph
    shared = {n.id: nodes[n.owner].weights for n in nodes if n.shared}
    for number, weights in shared.items():
        nodes[number] = nodes[number]._replace(weights=weights)
    return graph._replace(nodes=tuple(nodes))


def _waiting(weights: tuple[Weight, ...]) -> bool:
    return any(type(weight.init) is Auto for weight in weights)


def _settled(weight: Weight, start: Initialiser) -> Weight:
    return weight._replace(init=start) if type(weight.init) is Auto else weight


def _start(activation: Layer | None) -> Initialiser:
    if not isinstance(activation, Activation):
        return GLOROT
    if activation.relu_family:
        return HE
    return LECUN if activation.word == "SELU" else GLOROT


def _following(graph: Graph, node: Node, consumers: list[list[int]]) -> Layer | None:
    own = getattr(node.layer, "activation", None)
    if own is not None:
        return own  # type: ignore[no-any-return]
    waiting, seen = list(node.outputs), set(node.outputs)
    while waiting and len(seen) < MAX_LOOK:
        for reader in (graph.nodes[i] for i in consumers[waiting.pop(0)]):
            if isinstance(reader.layer, Activation):
                return reader.layer
            if reader.layer.transparent:
                fresh = [v for v in reader.outputs if v not in seen]
                waiting.extend(fresh)
                seen.update(fresh)
    return None
