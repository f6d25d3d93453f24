"""Starts of a fixed scale that make a layer's sums far too small or too large."""

from collections.abc import Iterator

from specc.initialiser import Normal, TruncatedNormal, Uniform
from specc.layer import Weighted
from specc.layers.merging import Add
from specc.prove.chain import ends
from specc.prove.signal import Predicted, Stage, normalised

LOW, HIGH = 1e-2, 1e1
"""The range of the RMS of a layer's sums that training starts well from."""
FIXED = (Normal, TruncatedNormal, Uniform)


def extreme_start(one: Predicted) -> Stage | None:
    """The first such layer of a model: what comes behind it follows from it."""
    return next((stage for stage in _started(one) if _extreme(one, stage)), None)


def _started(one: Predicted) -> Iterator[Stage]:
    """The trained layers whose start has a fixed scale, also where something leads around them."""
    for row in one.flow.layers:
        node = one.facts.graph.nodes[row.node]
        kernel = node.weights[0] if node.weights and isinstance(node.layer, Weighted) else None
        if kernel is not None and kernel.trainable and isinstance(kernel.init, FIXED):
            yield Stage(node, row)


def _extreme(one: Predicted, stage: Stage) -> bool:
    size, node = stage.row.inner, stage.node
    if size is None or ends(one.facts, node) or normalised(one.facts, node):
        return False
    # A branch that starts near 0 leaves a sum to its other terms.
    alone = stage in one.stages or not one.facts.uses(Add)
    return size > HIGH or (size < LOW and alone)
