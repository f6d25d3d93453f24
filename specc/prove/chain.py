"""What stands in front of a layer and behind it, seen through layers of some kind."""

from collections.abc import Callable
from typing import TypeAlias

from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.prove.facts import Facts

Passes: TypeAlias = Callable[[Node], bool]

MAX_LOOK = 64
"""Layers that are looked through; no more, so that a rule takes the same time for each layer."""


def behind(facts: Facts, node: Node, passes: Passes) -> Node | None:
    """The first node behind that is not seen through; None where the way forks or leaves."""
    after = facts.follower(node)
    for _ in range(MAX_LOOK):
        if after is None or not passes(after):
            return after
        after = facts.follower(after)
    return None


def ahead(facts: Facts, node: Node, passes: Passes) -> Node | None:
    """The first node in front that is not seen through; None where there is only the input."""
    before = facts.graph.producer(node.inputs[0])
    for _ in range(MAX_LOOK):
        if before is None or not passes(before):
            return before
        before = facts.graph.producer(before.inputs[0])
    return None


def plain(node: Node) -> bool:
    """True for a layer without a kernel that passes each channel on: pools, norms, dropout, ..."""
    one = len(node.inputs) == 1 and not isinstance(node.layer, Weighted)
    return one and (node.layer.transparent or activation(node) is not None)


def view(node: Node) -> bool:
    """True for a layer that only lays the same elements out in another way."""
    return node.layer.view


def rate(node: Node) -> float:
    """The share that a dropout takes away; 0 for any other layer."""
    return float(getattr(node.layer, "rate", 0.0))


def ends(facts: Facts, node: Node) -> bool:
    """True where the result is an output of the model, seen through layers without a kernel."""
    for _ in range(MAX_LOOK):
        if any(facts.leaves(value) for value in node.outputs):
            return True
        after = facts.follower(node)
        if after is None or not plain(after):
            return False
        node = after
    return False


def waists(facts: Facts) -> frozenset[int]:
    """The nodes that every way from an input to an output passes."""
    graph = facts.graph
    count = len(graph.nodes)
    opened = [0] * (count + 2)
    for value in graph.values:
        last = count if facts.leaves(value.id) else max(facts.readers(value.id), default=-1)
        if last > value.node + 1:
            opened[value.node + 1] += 1
            opened[last] -= 1
    spanning, found = 0, set()
    for number in range(count):
        spanning += opened[number]
        if not spanning:
            found.add(number)
    return frozenset(found)
