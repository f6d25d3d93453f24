"""Where a layer stands in its model: what reads it, and what stands behind."""

from collections.abc import Iterator

from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.attention import MultiHeadAttention
from specc.layers.convolution import Conv1D, Conv2D
from specc.layers.dense import Dense
from specc.layers.normalisation import LayerNorm
from specc.layers.regularising import Dropout
from specc.prove.facts import Facts
from tools.mutation.seed import Seed, Spot

BENDING = ("relu", "tanh", "gelu", "gelu_tanh", "silu")
"""Words of activations of hidden layers."""
KERNELS = (Dense, Conv1D, Conv2D)
DEEP = 6
"""Attention layers from which on the place of the norms matters."""
BETWEEN = frozenset({"pooling", "regularising", "shape"})


def next_kernel(facts: Facts, node: Node, but: str = "") -> Node | None:
    """The dense or convolution layer that alone reads a layer, with nothing between the two but
    pools, dropout and changes of shape, and none of the family `but`; None where there is none."""
    reader = facts.follower(node)
    while reader is not None and reader.layer.family in BETWEEN - {but}:
        reader = facts.follower(reader)
    return reader if reader is not None and isinstance(reader.layer, KERNELS) else None


def hidden(spot: Spot, but: str = "") -> bool:
    """Whether each use of a layer is read by another kernel, as `next_kernel` says."""
    return all(next_kernel(facts, node, but) is not None for facts, node in spot.found)


def bent(seed: Seed) -> Iterator[Spot]:
    """The hidden dense and convolution layers that have an activation of their own."""
    for spot in seed.spots(Dense, Conv2D):
        if spot.word("activation") in BENDING and hidden(spot):
            yield spot


def only_way(spot: Spot) -> bool:
    """Whether every way from the inputs of a model to its outputs goes through each use."""
    for facts, node in spot.found:
        reached = set(facts.graph.root.inputs)
        for one in facts.graph.nodes:
            if one.id != node.id and reached & set(one.inputs):
                reached |= set(one.outputs)
        if reached & set(facts.graph.root.outputs):
            return False
    return True


def heads_off(facts: Facts, node: Node) -> bool:
    """Whether only dense layers, one at least, activations and dropout stand behind a layer."""
    behind, dense = facts.follower(node), False
    while behind is not None:
        if not isinstance(behind.layer, (Dense, Activation, Dropout)):
            return False
        dense |= isinstance(behind.layer, Dense)
        node, behind = behind, facts.follower(behind)
    return dense and facts.leaves(node.outputs[0])


def followed_by(spot: Spot, family: type) -> bool:
    """Whether a layer of a family alone reads each use."""
    return all(
        isinstance(getattr(facts.follower(node), "layer", None), family)
        for facts, node in spot.found
    )


def narrow(spot: Spot) -> bool:
    """Whether some use has fewer units than what it reads and than what is behind it."""
    for facts, node in spot.found:
        after = next_kernel(facts, node)
        units, before = node.weights[0].shape[-1], node.weights[0].fan_in
        if after is not None and units < before and units < after.weights[0].shape[-1]:
            return True
    return False


def gives_back(spot: Spot) -> bool:
    """Whether an output of a model around has the sizes of an input."""
    return any(
        made.type.sizes == taken.type.sizes
        for facts, _ in spot.found
        for made in facts.graph.outputs.values()
        for taken in facts.graph.inputs.values()
    )


def square(spot: Spot, setting: str) -> int:
    """The one number that a setting has on all axes in all uses; 0 where there is none."""
    found = {one for _, node in spot.found for one in getattr(node.layer, setting)}
    only = found.pop() if len(found) == 1 else 0
    return only if isinstance(only, int) else 0


def deep_post_norm(seed: Seed) -> bool:
    """Whether many layers of attention stand behind each other with their norms behind the sums."""
    deep = sum(len(spot.found) for spot in seed.spots(MultiHeadAttention)) >= DEEP
    return deep and any(
        (before := facts.graph.producer(node.inputs[0])) is not None and before.layer.word == "Add"
        for spot in seed.spots(LayerNorm)
        for facts, node in spot.found
        if len(facts.readers(node.outputs[0])) > 1
    )
