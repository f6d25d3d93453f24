"""The activation that all numbers of a value end in, seen through layers that only move numbers."""

from specc.ir.dim import Size
from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType
from specc.layer import Activation, Weighted
from specc.namedtuple import NamedTuple


class Ending(NamedTuple):
    """An activation at the end of a value, and the node that applies it.

    `passed` are the values from the activation's own to the last; what stands between them only
    moves numbers. `axis` is the axis of the last value that a softmax runs along, None where it is
    gone; of other activations it is None.
    """

    activation: Activation
    node: Node
    passed: tuple[int, ...]
    axis: int | None


def activation(node: Node) -> Activation | None:
    """The activation that a node ends in: its own, or the layer itself."""
    if isinstance(node.layer, Activation):
        return node.layer
    return node.layer.activation if isinstance(node.layer, Weighted) else None


def ending(graph: Graph, value: int) -> Ending | None:
    """What all numbers of a value end in; a part of a softmax ends in nothing.

    The activation of a simple recurrent layer, applied at every step, is one where it makes
    probabilities.
    """
    passed, node = [value], graph.producer(value)
    while node is not None and node.layer.view and len(node.inputs) == 1:
        passed.insert(0, node.inputs[0])
        node = graph.producer(node.inputs[0])
    bent = None if node is None else activation(node) or _at_every_step(node)
    if node is None or bent is None:
        return None
    axis = _axis(graph, passed, bent) if bent is activation(node) else None
    kept = graph.values[passed[0]].type.size == graph.values[value].type.size
    if not (bent.elementwise or axis is not None or kept):
        return None
    return Ending(bent, node, tuple(passed), axis)


def _at_every_step(node: Node) -> Activation | None:
    bent: Activation | None = getattr(node.layer, "activation", None)
    probable = node.layer.word == "RNN" and bent is not None and bent.in_loss
    return bent if probable else None


def _axis(graph: Graph, passed: list[int], bent: Activation) -> int | None:
    """Where the axis of a softmax is in the last of some values."""
    kinds = graph.types(tuple(passed))
    axis: int | None = getattr(bent, "axis", None)
    if axis is None:
        return None
    axis %= kinds[0].rank
    for value, before, behind in zip(passed[1:], kinds, kinds[1:], strict=False):
        mover = graph.producer(value)
        assert mover is not None
        axis = _behind(mover, before, behind, axis)
        if axis is None:
            return None
    return axis


def _behind(mover: Node, before: TensorType, behind: TensorType, axis: int) -> int | None:
    """Where an axis is behind a layer that moves numbers; None where it does not stay whole."""
    layer = mover.layer
    if layer.word == "Permute":
        moved: int = layer.axes.index(axis)  # type: ignore[attr-defined]
        return moved
    if before.size == behind.size:
        place = before.sizes[axis], _product(before.sizes[axis + 1 :])
        sizes = behind.sizes
        places = [(size, _product(sizes[at + 1 :])) for at, size in enumerate(sizes)]
        return places.index(place) if place in places else None
    if before.rank == behind.rank:
        return axis if before.sizes[axis] == behind.sizes[axis] else None
    taken: int = layer.axis % before.rank  # type: ignore[attr-defined]
    return None if axis == taken else axis - (axis > taken)


def _product(sizes: tuple[Size, ...]) -> Size:
    return TensorType(sizes).size
