"""Outputs that end in a softmax or sigmoid: losses work on what enters it where it can be had."""

from specc.ending import Ending, activation, ending
from specc.ir.graph import Graph
from specc.layer import Activation
from specc.namedtuple import NamedTuple
from specc.training.loss import Loss

OF_CLASSES = ("cross_entropy", "kl_divergence", "focal")
OF_ELEMENTS = ("binary_cross_entropy", "focal")
"""Losses that take logarithms of probabilities, of classes together or of each element."""


class End(NamedTuple):
    """The softmax or sigmoid that an output ends in.

    `cut` is true where it is the last step of the model, which can be asked for what enters it.
    """

    activation: Activation
    node: int
    cut: bool


def on_logits(end: Activation | None, loss: Loss | None) -> bool:
    """True where a loss is stable on what enters a softmax or sigmoid, and not behind it."""
    if end is None or loss is None:
        return False
    return loss.word in (OF_ELEMENTS if end.word == "Sigmoid" else OF_CLASSES)


def ends(graph: Graph) -> dict[str, End]:
    """The end of each output that has one."""
    owners = [node.owner for node in graph.nodes]
    found = {}
    for name, one in finals(graph).items():
        node = one.node
        last = len(one.passed) == 1 and node.region == 0 and owners.count(node.owner) == 1
        found[name] = End(one.activation, node.id, last and can_leave(graph, one))
    return found


def finals(graph: Graph) -> dict[str, Ending]:
    """What each output that gives probabilities, or their logarithms, ends in."""
    known = {name: ending(graph, value.id) for name, value in graph.outputs.items()}
    return {name: one for name, one in known.items() if one and one.activation.in_loss}


def can_leave(graph: Graph, one: Ending) -> bool:
    """True where an activation may as well be the model's last step.

    Nothing else reads its values, and it treats each number by itself or those along the last axis.
    """
    apart = activation(one.node) is one.activation  # not inside of a recurrent layer
    last = graph.values[one.passed[-1]].type.rank - 1
    along = one.activation.elementwise or one.axis == last
    return apart and along and _unread(graph, one.passed)


def _unread(graph: Graph, passed: tuple[int, ...]) -> bool:
    """True where only each other and one output read some values."""
    consumers, outputs = graph.consumers(), graph.root.outputs
    readers = [len(consumers[value]) + outputs.count(value) for value in passed]
    return readers == [1] * len(passed)
