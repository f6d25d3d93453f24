"""What tensors depend on behind layers that lay elements out in another way."""

from specc.ir.dim import Size
from specc.ir.graph import Graph, Node
from specc.layers.indexing import ExpandDims, Slice, Squeeze, Take
from specc.layers.merging import Concat, Stack
from specc.layers.padding import Bordered, Crop, Pad
from specc.layers.shape import Permute, Split
from specc.prove.field import shifted
from specc.prove.reach import UNSURE, Reach, Reached, merged, one, turned


def reshaped(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind `Flatten` and `Reshape`: axes that are the same from either end stay."""
    old = graph.values[node.inputs[0]].type.sizes
    new = graph.values[node.outputs[0]].type.sizes
    shorter = min(len(old), len(new))
    front = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - front
    back = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)

    def moved(axis: int) -> int | None:
        if axis < front:
            return axis
        return axis + len(new) - len(old) if axis >= len(old) - back else None

    return turned(given, moved)


def permuted(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind axes in another order."""
    assert isinstance(node.layer, Permute)
    return turned(given, node.layer.axes.index)


def squeezed(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind dropped axes of size 1."""
    assert isinstance(node.layer, Squeeze)
    axis, rank = node.layer.axis, graph.values[node.inputs[0]].type.rank
    gone = {at % rank for at in ((axis,) if isinstance(axis, int) else axis)}
    kept = {key: one(reach, 0) if reach.axis in gone else reach for key, reach in given.items()}
    return turned(kept, lambda at: at - sum(other < at for other in gone))


def expanded(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind a new axis."""
    assert isinstance(node.layer, (ExpandDims, Stack))
    new = node.layer.axis % graph.values[node.outputs[0]].type.rank
    return turned(given, lambda at: at + (at >= new))


def repeated(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind the same vector at every position."""
    return turned(given, lambda at: at + 1)


def taken(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind one position of an axis."""
    assert isinstance(node.layer, Take)
    kind = graph.values[node.inputs[0]].type
    axis = node.layer.axis % kind.rank
    at = _position(node.layer.index, kind.sizes[axis])
    kept: Reached = {}
    for key, reach in given.items():
        there = UNSURE if at is None else one(reach, at)
        kept[key] = there if reach.axis == axis else reach
    return turned(kept, lambda other: other - (other > axis))


def sliced(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind some positions of an axis."""
    assert isinstance(node.layer, Slice)
    kind = graph.values[node.inputs[0]].type
    axis = node.layer.axis % kind.rank
    return _shifted(given, axis, _position(node.layer.start, kind.sizes[axis], -1))


def split(graph: Graph, node: Node, given: Reached) -> list[Reached]:
    """Behind pieces of an axis."""
    assert isinstance(node.layer, Split)
    kinds = graph.types(node.outputs)
    axis = node.layer.axis % kinds[0].rank
    starts = _starts([kind.sizes[axis] for kind in kinds])
    return [_shifted(given, axis, None if at is None else -at) for at in starts]


def padded(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind a border that is added or cut off."""
    layer = node.layer
    assert isinstance(layer, (Bordered, Pad))
    sides = layer.pads if isinstance(layer, Pad) else layer.sides(graph.values[node.inputs[0]].type)
    sign = -1 if isinstance(layer, Crop) else 1
    mirrored = getattr(layer, "mode", "constant") != "constant"
    found = given
    for axis, (before, _) in enumerate(sides):
        found = _shifted(found, axis, sign * before)
    if mirrored:
        return {key: reach._replace(sure=False) for key, reach in found.items()}
    return found


def concatenated(graph: Graph, node: Node, given: "tuple[Reached, ...]") -> Reached:
    """Behind tensors one after the other."""
    assert isinstance(node.layer, Concat)
    kinds = graph.types(node.inputs)
    axis = node.layer.axis % kinds[0].rank
    starts = _starts([kind.sizes[axis] for kind in kinds])
    parts = [_shifted(part, axis, at) for part, at in zip(given, starts, strict=True)]
    found = merged(parts)
    for key, reach in found.items():
        if reach.axis == axis and sum(key in part for part in parts) > 1:
            # Some of the positions are of one tensor, some of the other.
            found = {**found, key: UNSURE}
    return found


def _shifted(given: Reached, axis: int, by: int | None) -> Reached:
    """The axis begins earlier (`by` below 0) or later; None where that is not known."""
    if by == 0:
        return given
    return {key: reach if reach.axis != axis else _moved(reach, by) for key, reach in given.items()}


def _moved(reach: Reach, by: int | None) -> Reach:
    return UNSURE if by is None else reach._replace(field=shifted(reach.field, by))


def _position(index: int, size: Size, sign: int = 1) -> int | None:
    """A position that may be counted from the end; None where that is not known."""
    if index >= 0:
        return sign * index
    return sign * (index + size) if isinstance(size, int) else None


def _starts(sizes: list[Size]) -> list[int | None]:
    """Where each of several pieces begins."""
    at: int | None = 0
    found: list[int | None] = []
    for size in sizes:
        found.append(at)
        at = at + size if at is not None and isinstance(size, int) else None
    return found
