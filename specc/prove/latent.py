"""The latent space of an autoencoder that samples: what it is drawn from, and what goes around."""

from collections.abc import Iterator

from specc.ir.graph import Graph, Node

SAMPLER = "SampleNormal"


def samplers(graph: Graph) -> list[Node]:
    """The nodes that draw from a normal distribution."""
    return [node for node in graph.nodes if node.layer.word == SAMPLER]


def origin(graph: Graph, value: int) -> int:
    """A value as it was before it was only passed on or laid out in another way."""
    node = graph.producer(value)
    while node is not None and node.layer.view and len(node.inputs) == len(node.outputs) == 1:
        value = node.inputs[0]
        node = graph.producer(value)
    return value


def tensor(graph: Graph, name: str) -> int | None:
    """The value that a name of the model stands for at its end."""
    return {text: value for value, text in graph.root.names}.get(name)


def names_of(graph: Graph, value: int) -> list[str]:
    """What the model calls a value."""
    return [text for found, text in graph.root.names if found == value]


def reached(graph: Graph, *values: int, through_samples: bool = True) -> Iterator[Node]:
    """The nodes that some values depend on, those that make them first; each once.

    A layer that starts a flow depends on nothing: it takes only the number of examples.
    """
    seen: set[int] = set()
    waiting = list(values)
    while waiting:
        node = graph.producer(waiting.pop())
        if node is None or node.id in seen:
            continue
        seen.add(node.id)
        yield node
        stops = node.layer.source or (node.layer.word == SAMPLER and not through_samples)
        if not stops:
            waiting.extend(node.inputs)
