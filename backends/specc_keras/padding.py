"""Where a layer of the source pads now as Keras' `same` does and now otherwise."""

from collections.abc import Iterable

from specc.ir.graph import Graph, Place
from specc.layers.convolution import Spatial
from specc_keras.layers.convolution import same_at_once


def counted_padding(graphs: Iterable[Graph]) -> frozenset[Place]:
    """The places of layers whose padding is the same code in all uses only if it is in numbers."""
    found: dict[Place, set[bool]] = {}
    for graph in graphs:
        for node in graph.nodes:
            layer = node.layer
            if isinstance(layer, Spatial) and isinstance(layer.padding, tuple):
                found.setdefault(node.place, set()).add(same_at_once(layer))
    return frozenset(place for place, kinds in found.items() if len(kinds) > 1)
