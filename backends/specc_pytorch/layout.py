"""Where memory is channels first: the pass that decides it, with the fewest permutes it can.

Convolutions, pooling and batch norm run channels first, dense layers and layer norm channels last;
what works on any layout keeps the one it gets. A permute stands where a layer wants the other one.
Tensors of rank 1 have no layout.
"""

from specc.ir.dim import Size
from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType

FIRST, LAST, ANY = "first", "last", "any"


def memory(kind: TensorType, layout: str) -> tuple[Size, ...]:
    """The sizes in memory order, without the batch axis."""
    return (kind.sizes[-1], *kind.sizes[:-1]) if layout == FIRST else kind.sizes


def matters(kind: TensorType) -> bool:
    """False where both layouts are the same memory: one channel, or one position."""
    return kind.rank > 1 and kind.sizes[-1] != 1 and any(size != 1 for size in kind.sizes[:-1])


def input_layout(
    graph: Graph, value: int, wants: "dict[int, str]", consumers: list[list[int]]
) -> str:
    """Of a model's input: images and volumes first, sequences as their first reader wants."""
    kind = graph.values[value].type
    if kind.dtype != "float" or kind.rank < 2:
        return LAST
    return FIRST if kind.rank > 2 else _first_want(graph, value, wants, consumers)


def _first_want(
    graph: Graph, value: int, wants: "dict[int, str]", consumers: list[list[int]]
) -> str:
    waiting, seen = [value], {value}
    while waiting:
        for reader in consumers[waiting.pop(0)]:
            if graph.nodes[reader].layer.source:
                continue
            if wants[reader] != ANY:
                return wants[reader]
            fresh = [v for v in graph.nodes[reader].outputs if v not in seen]
            waiting.extend(fresh)
            seen.update(fresh)
    return LAST


def layouts(graph: Graph, wants: "dict[int, str]") -> dict[int, str]:
    """The layout in which each value is made; `wants` says what each node works on."""
    consumers = graph.consumers()
    found = {v.id: input_layout(graph, v.id, wants, consumers) for v in graph.inputs.values()}
    for node in graph.nodes:
        made = wants[node.id] if wants[node.id] != ANY else agreed(graph, node, found)
        for value in node.outputs:
            found[value] = made if graph.values[value].type.rank > 1 else LAST
    return found


def agreed(graph: Graph, node: Node, found: "dict[int, str]") -> str:
    """The layout that a node of any layout works in: that of its first input of full rank.

    Inputs of different ranks broadcast from the right, which only channels last means directly;
    a single vector over the channels is the exception that both can say.
    """
    kinds = graph.types(node.inputs)
    rank = max(kind.rank for kind in kinds)
    if any(1 < kind.rank < rank for kind in kinds):
        return LAST
    full = [found[v] for v, kind in zip(node.inputs, kinds, strict=True) if kind.rank == rank]
    return full[0]
