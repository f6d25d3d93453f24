"""What the `l1` and `l2` of a model's layers add to the loss when training starts."""

from math import pi, sqrt

from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weight
from specc.namedtuple import NamedTuple
from specc.prove.chain import behind
from specc.prove.facts import Facts

KERNELS = ("kernel", "depthwise", "pointwise", "embedding", "backward_kernel")
"""The weights that `l1` and `l2` are about."""
STRAIGHT = ("LeakyReLU", "PReLU", "ReLU")
"""Activations under which a scaled value stays scaled."""
DROPOUTS = ("DropPath", "Dropout", "GaussianDropout", "SpatialDropout")
MEAN_SIZE = sqrt(2 / pi)
"""The mean absolute value of a normal number of deviation 1; of a uniform one it is 0.87."""


class Penalty(NamedTuple):
    """A layer and what its weights are expected to add to the loss."""

    node: Node
    amount: float


def penalties(facts: Facts) -> list[Penalty]:
    """The layers with `l1` or `l2` whose weights have a scale of their own.

    Not those that a normalisation reads, which takes the scale out again: there the penalty only
    changes how fast weights turn (van Laarhoven 2017, arXiv 1706.05350).
    """
    found = []
    for node in facts.graph.nodes:
        l1, l2 = getattr(node.layer, "l1", 0), getattr(node.layer, "l2", 0)
        if (l1 or l2) and not node.shared and not _rescaled(facts, node):
            amount = sum(_amount(weight, l1, l2) for weight in node.weights)
            found.append(Penalty(node, amount))
    return found


def _amount(weight: Weight, l1: float, l2: float) -> float:
    """What one array is expected to add."""
    if weight.name not in KERNELS or not weight.trainable:
        return 0
    mean, variance = weight.init.moments(weight.shape, weight.fan_in, weight.fan_out)
    size = abs(mean) if not variance else MEAN_SIZE * sqrt(variance)
    return weight.size * (l1 * size + l2 * (mean * mean + variance))


def _rescaled(facts: Facts, node: Node) -> bool:
    bent = activation(node)
    after = behind(facts, node, _keeps_scale) if bent is None or bent.word in STRAIGHT else None
    return after is not None and after.layer.family == "normalisation"


def _keeps_scale(node: Node) -> bool:
    """True where twice the input gives twice the result."""
    layer = node.layer
    return layer.view or layer.family == "pooling" or layer.word in (*STRAIGHT, *DROPOUTS)
