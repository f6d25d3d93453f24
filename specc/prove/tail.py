"""The last layers of an output: those that treat its numbers one by one, or only move them."""

from collections.abc import Iterator

from specc.ir.graph import Node
from specc.layer import Activation
from specc.prove.facts import Facts

PLAIN = frozenset({"normalisation", "pooling", "regularising"})
"""Families of layers without a kernel, which do not make a new set of numbers."""


def tail(facts: Facts, value: int) -> Iterator[Node]:
    """These layers from the output on backwards, up to the one that makes its numbers."""
    node = facts.graph.producer(value)
    while node is not None and len(node.inputs) == 1:
        layer = node.layer
        if not (layer.view or layer.family in PLAIN or isinstance(layer, Activation)):
            return
        yield node
        node = facts.graph.producer(node.inputs[0])
