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
LONGEST = 50
"""Steps of a recurrent layer beyond which a prediction is rough."""


def layer_flows(
    graph: Graph, tape: Tape, signals: Sequence[Signal | None], inner: Mapping[int, Signal],
    dims: tuple[tuple[str, int], ...],
) -> Flow:  # fmt: skip
    """One row for each layer that owns a kernel or a table."""
    nodes = [node for node in graph.nodes if not node.shared and listed(node)]
    table = _Table(tape, inner)
    gains = [table.gain(node) for node in nodes]
    ends = [node for node, gain in zip(nodes, gains, strict=True) if gain]
    last = ends[-1] if ends else None
    whole = table.gain(last) if last is not None else None
    end = table.gradient(last) if last is not None else None
    rows = []
    for node, gain in zip(nodes, gains, strict=True):
        before, g = inner.get(node.id), table.gradient(node)
        rows.append(
            LayerFlow(
                node.id,
                _rms(signals[node.outputs[0]]),
                _rms(before),
                _ratio(g, end),
                min(gain / whole, FARTHEST) if gain is not None and whole else None,
                tape.recurrences.get(node.id),
                _is_rough(before, g) or _is_long(node, signals),
            )
        )
    reasons = [one for one in tape.reasons.items() if one[1] is not BEHIND]
    read = None if last is None else signals[last.inputs[0]]
    return Flow(tuple(rows), _alike(read), _rms(read), tuple(reasons), tape.batch, dims)


class _Table:
    def __init__(self, tape: Tape, inner: Mapping[int, Signal]) -> None:
        self.tape, self.inner = tape, inner

    def gradient(self, node: Node) -> Gradient | None:
        """That in front of the node's activation; `UNKNOWN` where it is not known."""
        before = self.inner.get(node.id)
        return UNKNOWN if before is None else self.tape.gradients.get(id(before))

    def gain(self, node: Node) -> float | None:
        """The RMS gradient of all elements of a node's kernels; None where it is unknown."""
        if self.gradient(node) is UNKNOWN:
            return None
        gains = self.tape.gains.get(node.owner, {})
        total = size = 0.0
        for weight in node.weights:
            if weight.fan_in:
                if not weight.trainable:
                    return None
                total = hypot(total, gains.get(weight.name, 0.0) * sqrt(weight.size))
                size += weight.size
        return total / sqrt(size) if size else gains.get("kernel", 0.0)


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
