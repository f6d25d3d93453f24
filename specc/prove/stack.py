"""Layers with weights that follow each other with nothing between them that bends values."""

from collections.abc import Iterator

from specc.ir.graph import Graph, Node
from specc.layer import Activation, Weighted
from specc.layers.convolution import DepthwiseConvolution, Spatial
from specc.layers.dense import Dense
from specc.layers.normalisation import BatchNorm
from specc.layers.shape import Reshape
from specc.layers.transposed import ConvTranspose
from specc.prove.facts import Facts, affine
from specc.window import channel_count


def stacks(facts: Facts) -> Iterator[list[Node]]:
    """The longest runs of two or more such layers that act as one to no purpose."""
    links = dict(_links(facts))
    inner = {after.id for after in links.values()}
    for node in facts.uses(Weighted):
        if node.id in links and node.id not in inner:
            stack = [node]
            while stack[-1].id in links:
                stack.append(links[stack[-1].id])
            yield stack


def is_whole(graph: Graph, stack: list[Node]) -> bool:
    """True where nothing in the model but its last activation bends values."""
    inside = {node.id for node in stack}
    last = stack[-1].id
    for node in graph.nodes:
        if isinstance(node.layer, Weighted) and node.id not in inside:
            return False
        bends = not affine(node) and node.id != last
        if bends and not (node.id > last and isinstance(node.layer, Activation)):
            return False
    return True


def _links(facts: Facts) -> Iterator[tuple[int, Node]]:
    for node in facts.uses(Weighted):
        if not affine(node):
            continue
        between: list[Node] = []
        after = facts.follower(node)
        while after is not None and _passes(facts, after):
            between.append(after)
            after = facts.follower(after)
        if after is None or not isinstance(after.layer, Weighted) or not after.layer.linear:
            continue
        if not on_purpose(facts, node, after, between):
            yield node.id, after


def _passes(facts: Facts, node: Node) -> bool:
    """True for a layer that neither bends values nor has reasons of its own to stand there."""
    if len(node.inputs) != 1 or isinstance(node.layer, Weighted) or not affine(node):
        return False
    if isinstance(node.layer, Reshape):
        before, after = facts.graph.types((node.inputs[0], node.outputs[0]))
        # A latent vector projected and reshaped to an image (DCGAN): not one layer of either kind.
        return after.rank <= before.rank
    return node.layer.family != "resizing"


def on_purpose(facts: Facts, first: Node, second: Node, between: list[Node]) -> bool:
    """True where the two layers are worth more than the one that they could be."""
    one, two = first.layer, second.layer
    assert isinstance(one, Weighted)
    if not one.trainable or first.owner == second.owner or getattr(two, "tie", None) is not None:
        return True
    if isinstance(one, Spatial) and isinstance(two, Spatial) and _split(one, two):
        return True
    if isinstance(one, Spatial) and _grouped(one) and _mixes_channels(facts.graph, second):
        return True
    return _narrow(facts.graph, first, second, between)


def _split(one: Spatial, two: Spatial) -> bool:
    """True for the parts of a convolution: over space and over channels, or axis by axis."""
    if _grouped(one) or _grouped(two):
        return True
    if isinstance(one, ConvTranspose) != isinstance(two, ConvTranspose):
        return True
    return max(one.kernel) > 1 < max(two.kernel) and all(
        min(taps) == 1 for taps in zip(one.kernel, two.kernel, strict=True)
    )


def _mixes_channels(graph: Graph, node: Node) -> bool:
    """True for a dense layer that treats each position by itself: a pointwise convolution."""
    return isinstance(node.layer, Dense) and graph.values[node.inputs[0]].type.rank > 1


def _grouped(layer: Spatial) -> bool:
    return isinstance(layer, DepthwiseConvolution) or getattr(layer, "groups", 1) > 1


def _narrow(graph: Graph, first: Node, second: Node, between: list[Node]) -> bool:
    """True for a linear bottleneck: fewer channels in the middle than on either side.

    Behind a batch norm as many as before are enough (the first blocks of MobileNetV3).
    """
    start, middle, end = (
        channel_count(graph.values[value].type)
        for value in (first.inputs[0], first.outputs[0], second.outputs[0])
    )
    if any(isinstance(node.layer, BatchNorm) for node in between):
        return middle <= start and middle < end
    return middle < min(start, end)
