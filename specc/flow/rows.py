"""From what is known of every tensor to what is told of every layer."""

from collections.abc import Mapping, Sequence
from math import hypot, sqrt

from specc.flow.result import Flow, LayerFlow
from specc.flow.state import Gradient, Signal
from specc.flow.tape import UNKNOWN, Tape
from specc.ir.graph import Graph, Node

BEHIND = "it stands behind something that cannot be predicted"
ROUGH = 1.4
"""The variance of the logarithm of a squared weight gradient from which a prediction is rough: two
thirds of all draws of the weights then lie within a factor of 1.8 of the typical one."""
FARTHEST = 1e140
"""Ratios are held below it."""
NO_GAINS: Mapping[str, float] = {}
LONGEST = 50
"""Steps of a recurrent layer beyond which a prediction is rough."""


def layer_flows(
    graph: Graph, tape: Tape, signals: Sequence[Signal | None], inner: Mapping[int, Signal],
    dims: tuple[tuple[str, int], ...],
) -> Flow:  # fmt: skip
    """One row for each layer that owns a kernel or a table."""
    found = []
    for node in graph.nodes:
        if not node.shared and listed(node):
            before = inner.get(node.id)
            g = UNKNOWN if before is None else tape.gradients.get(id(before))
            found.append((node, before, g, None if g is UNKNOWN else _gain(node, tape.gains)))
    last, _, end, whole = next((one for one in reversed(found) if one[3]), (None,) * 4)
    rows = [
        LayerFlow(
            node.id,
            _rms(signals[node.outputs[0]]),
            _rms(before),
            _ratio(g, end),
            min(gain / whole, FARTHEST) if gain is not None and whole else None,
            tape.recurrences.get(node.id),
            _is_rough(before, g) or _is_long(node, signals),
        )
        for node, before, g, gain in found
    ]
    reasons = [one for one in tape.reasons.items() if one[1] is not BEHIND]
    read = None if last is None else signals[last.inputs[0]]
    return Flow(tuple(rows), _alike(read), _rms(read), tuple(reasons), tape.batch, dims)


def _gain(node: Node, gains: Mapping[int, Mapping[str, float]]) -> float | None:
    """The RMS gradient of all elements of a node's kernels; None where one is not trained."""
    own = gains.get(node.owner, NO_GAINS)
    total = size = 0.0
    for weight in node.weights:
        if weight.fan_in:
            if not weight.trainable:
                return None
            total = hypot(total, own.get(weight.name, 0.0) * sqrt(weight.size))
            size += weight.size
    return total / sqrt(size) if size else own.get("kernel", 0.0)


def listed(node: Node) -> bool:
    """Whether a node has a row: it has a matrix with fans, or another one's."""
    for weight in node.weights:
        if weight.fan_in:
            return True
    return node.tied >= 0


def _rms(signal: Signal | None) -> float | None:
    return None if signal is None else sqrt(signal.typical)


def _ratio(g: Gradient | None, end: Gradient | None) -> float | None:
    if g is UNKNOWN or end is None or end is UNKNOWN or not end.square:
        return None
    return 0.0 if g is None else min(sqrt(g.square) / sqrt(end.square), FARTHEST)


def _is_rough(before: Signal | None, g: Gradient | None) -> bool:
    if before is None or g is None:
        return False
    return before.noise + g.noise > ROUGH


def _is_long(node: Node, signals: Sequence[Signal | None]) -> bool:
    x = signals[node.inputs[0]]
    return node.layer.family == "recurrent" and x is not None and x.sizes[0] > LONGEST


def _alike(x: Signal | None) -> float | None:
    return None if x is None or not x.square else min(x.examples / x.square, 1.0)
