"""Which positions windows step over, and which ones transposed windows leave untouched."""

from math import gcd, prod

from specc.ir.graph import Graph, Node
from specc.layers.convolution import Spatial
from specc.layers.pooling import Pool
from specc.layers.transposed import ConvTranspose
from specc.namedtuple import NamedTuple
from specc.prove.sliding import cut, leading, span

MOST = 100_000
"""Taps that are followed one by one along an axis."""


class Stepped(NamedTuple):
    """`read` of `total` positions are read; where sizes are not known, of so many each."""

    read: int
    total: int
    known: bool


def stepped_over(graph: Graph, node: Node) -> Stepped | None:
    """What the windows of a layer read of its input, where they step over some of it.

    Of a transposed convolution: what its windows reach of its output.
    """
    layer = node.layer
    if not isinstance(layer, (Spatial, Pool)) or max(layer.stride) == 1:
        return None
    axes = range(layer.spatial)
    if all(_share(layer, axis)[0] == layer.stride[axis] for axis in axes):
        return None
    found = [_axis(graph, node, layer, axis) for axis in axes]
    counts = [one for one in found if one is not None]
    if len(counts) < len(found):
        shares = [_share(layer, axis) for axis in axes]
        return Stepped(prod(r for r, _ in shares), prod(n for _, n in shares), known=False)
    read, total = prod(r for r, _ in counts), prod(n for _, n in counts)
    return Stepped(read, total, known=True) if read < total else None


def _share(layer: Spatial | Pool, axis: int) -> tuple[int, int]:
    """How many positions out of a stride the windows read."""
    kernel, dilation = (setting[axis] for setting in span(layer))
    stride = layer.stride[axis]
    return min(kernel, stride // gcd(stride, dilation)), stride


def _axis(graph: Graph, node: Node, layer: Spatial | Pool, axis: int) -> tuple[int, int] | None:
    """How many positions of an axis are read, and how many there are; None where not known."""
    given, made = (graph.values[v].type.sizes[axis] for v in (node.inputs[0], node.outputs[0]))
    size, count = (made, given) if isinstance(layer, ConvTranspose) else (given, made)
    if not isinstance(size, int) or not isinstance(count, int):
        return None
    read, stride = _share(layer, axis)
    if read == stride:
        return size, size
    kernel, dilation = (setting[axis] for setting in span(layer))
    if count * kernel > MOST:
        return None
    first = cut(layer, axis) if isinstance(layer, ConvTranspose) else leading(layer, axis, size)
    taps = range(-first, dilation * kernel - first, dilation)
    places = {start * stride + tap for start in range(count) for tap in taps}
    return sum(0 <= place < size for place in places), size
