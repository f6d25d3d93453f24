"""What tensors depend on behind layers that slide windows, pool or resize."""

from collections.abc import Callable
from math import gcd

from specc.ir.dim import Size
from specc.ir.graph import Graph, Node
from specc.layers.convolution import Spatial
from specc.layers.pooling import Pool
from specc.layers.resizing import factor
from specc.layers.transposed import ConvTranspose
from specc.prove.field import Field, gather, window
from specc.prove.reach import UNSURE, Reached, along, whole
from specc.window import axis_pad, same_sides

Ranges = list[tuple[int, int]]


def windowed(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind a convolution or a pool."""
    layer = node.layer
    assert isinstance(layer, (Spatial, Pool))
    kernel, dilation = span(layer)
    sizes = graph.values[node.inputs[0]].type.sizes
    made: dict[tuple[int, ...], Field] = {}
    found: Reached = {}
    for key, reach in given.items():
        axis = reach.axis
        if not 0 <= axis < layer.spatial:
            found[key] = whole(reach)
            continue
        before = leading(layer, axis, sizes[axis])
        shape = kernel[axis], layer.stride[axis], dilation[axis], before
        known = id(reach.field), *shape
        if known not in made:
            made[known] = window(reach.field, *shape)
        found[key] = reach._replace(field=made[known])
    return found


def span(layer: Spatial | Pool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The taps of a window along each axis, and how far apart they are."""
    if isinstance(layer, Pool):
        return layer.size, (1,) * layer.spatial
    return layer.kernel, layer.dilation


def shown(sizes: tuple[int, ...]) -> str:
    """Sizes by axis as a spec would give them: one number where all axes have it."""
    return str(sizes[0]) if len(set(sizes)) == 1 else f"[{', '.join(map(str, sizes))}]"


def leading(layer: Spatial | Pool, axis: int, size: Size) -> int:
    """How many positions are added in front of an axis."""
    kernel, dilation = (setting[axis] for setting in span(layer))
    pad, stride, reach = axis_pad(layer.padding, axis), layer.stride[axis], dilation * (kernel - 1)
    if isinstance(pad, tuple):
        return pad[0]
    if pad == "causal":
        return reach
    if pad == "valid":
        return 0
    if isinstance(size, int):
        return same_sides(size, kernel, stride, dilation)[0]
    return max(0, reach + 1 - stride) // 2


def cut(layer: ConvTranspose, axis: int) -> int:
    """How many positions are cut off in front of an axis of the result."""
    pad = axis_pad(layer.padding, axis)
    if isinstance(pad, tuple):
        return pad[0]
    # `same` cuts off what is more than the stride, the smaller half in front.
    return max(0, layer.kernel[axis] - layer.stride[axis]) // 2 if pad == "same" else 0


def transposed(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind a transposed convolution: each position adds a kernel to what is made."""
    layer = node.layer
    assert isinstance(layer, ConvTranspose)
    found: Reached = {}
    for key, reach in given.items():
        axis = reach.axis
        if not 0 <= axis < layer.spatial:
            found[key] = whole(reach)
            continue
        kernel, stride = layer.kernel[axis], layer.stride[axis]
        first = cut(layer, axis)
        places = range(first, first + stride)
        ranges = [(-((kernel - 1 - at) // stride), at // stride) for at in places]
        found[key] = along(reach, gather(reach.field, ranges, 1))
    return found


def resized(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind `Upsample`, `Resize` and `PixelShuffle`: half-pixel centres."""
    bilinear = getattr(node.layer, "mode", "nearest") == "bilinear"

    def looked(count: int, wanted: int) -> Ranges:
        if not bilinear:
            lows = ((2 * at + 1) * count // (2 * wanted) for at in range(wanted))
            return [(low, low) for low in lows]
        both = (divmod((2 * at + 1) * count - wanted, 2 * wanted) for at in range(wanted))
        return [(low, low + bool(beside)) for low, beside in both]

    return _resampled(graph, node, given, looked)


def adaptive(graph: Graph, node: Node, given: Reached) -> Reached:
    """Behind windows that cover an axis evenly."""

    def covered(count: int, wanted: int) -> Ranges:
        ends = (-(-(at + 1) * count // wanted) - 1 for at in range(wanted))
        return [(at * count // wanted, end) for at, end in enumerate(ends)]

    return _resampled(graph, node, given, covered)


def _resampled(
    graph: Graph, node: Node, given: Reached, ranges: Callable[[int, int], Ranges]
) -> Reached:
    """Behind a layer whose positions along an axis repeat as often as old and new size allow."""
    old = graph.values[node.inputs[0]].type.sizes
    new = graph.values[node.outputs[0]].type.sizes
    found: Reached = {}
    for key, reach in given.items():
        axis = reach.axis
        if not 0 <= axis < len(old) - 1:
            found[key] = UNSURE if axis >= 0 else reach
            continue
        ratio = _ratio(old[axis], new[axis])
        field = gather(reach.field, ranges(*ratio), ratio[0]) if ratio else None
        found[key] = along(reach, field)
    return found


def _ratio(old: Size, new: Size) -> tuple[int, int] | None:
    """Old positions to new ones, in lowest terms; None where it is not known or too long."""
    if isinstance(old, int) and isinstance(new, int):
        common = gcd(old, new)
        ratio = old // common, new // common
    else:
        times = factor(old, new)
        if times is None:
            return None
        ratio = 1, times
    return ratio if ratio[1] <= 64 else None
