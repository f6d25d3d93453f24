"""A model turned inside out: the same layers and weights, and every tensor is an output."""

from specc.emit.names import unique
from specc.ir.graph import Graph, Item, Value


def probe(graph: Graph) -> Graph:
    """The graph without blocks and repeats, with all that its layers make as its outputs.

    Model and nodes keep their names and paths, so that the same file of weights fits both.
    """
    taken: set[str] = set()
    nodes = tuple(
        node._replace(region=0, name=unique(node.path.replace(".", "_"), taken))
        for node in graph.nodes
    )
    made = made_values(graph)
    root = graph.root._replace(
        items=tuple(Item("node", node.id) for node in nodes),
        outputs=tuple(value.id for value in made),
        output_names=tuple(f"tensor_{value.id}" for value in made),
        names=(),
    )
    return Graph(graph.name, "", graph.values, nodes, (root,), graph.place)


def made_values(graph: Graph) -> list[Value]:
    """The values that layers make, in order: the outputs of the probe."""
    return [value for value in graph.values if value.node >= 0]


def value_name(graph: Graph, value: Value) -> str:
    """What a report calls a value: its node's path, and the number of one of several outputs."""
    node = graph.nodes[value.node]
    return node.path if len(node.outputs) == 1 else f"{node.path}[{value.index}]"
