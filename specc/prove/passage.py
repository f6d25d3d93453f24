"""How each layer hands on what its inputs depend on.

A function for each kind of layer, from the node and what its inputs depend on to what its outputs
do. Of a layer that is not known here it is assumed that it may read everything.
"""

from collections.abc import Callable, Sequence

from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType
from specc.layer import Activation, Layer
from specc.layers.activation import GLU, AlongAxis
from specc.layers.additive_attention import AdditiveAttention
from specc.layers.attention import MultiHeadAttention
from specc.layers.convolution import Spatial
from specc.layers.dense import Bias, Dense, Scale
from specc.layers.generative import SampleNormal
from specc.layers.indexing import ExpandDims, RepeatVector, Slice, Squeeze, Take
from specc.layers.merging import Concat, Elementwise, Stack
from specc.layers.normalisation import BatchNorm, GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from specc.layers.other import Passing
from specc.layers.padding import Bordered, Pad
from specc.layers.pooling import AdaptiveAvgPool, GlobalPool, Pool
from specc.layers.recurrent import Recurrent
from specc.layers.reduction import Reduction
from specc.layers.regularising import TrainingNoise
from specc.layers.resizing import PixelShuffle, Resizing
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc.layers.text import Embedding, PositionEmbedding, SinusoidalEmbedding, SinusoidalPositions
from specc.layers.transposed import ConvTranspose
from specc.prove import rearrange, sliding
from specc.prove.field import backward, forward
from specc.prove.reach import Reached, blurred, merged, one, turned, whole

Given = Sequence[Reached]
Passage = Callable[[Graph, Node, Given], list[Reached]]


def passed(graph: Graph, node: Node, given: Given) -> list[Reached]:
    """What each output of a node depends on."""
    if node.layer.source:
        return [{}]
    found = _passage(node.layer)(graph, node, given)
    bent = getattr(node.layer, "activation", None)
    if isinstance(bent, AlongAxis):
        rank = graph.values[node.outputs[0]].type.rank
        return [_mixed(found[0], bent.axis % rank), *found[1:]]
    return found


def _passage(layer: Layer) -> Passage:
    found = PASSAGES.get(type(layer))
    if found is not None:
        return found
    return next((PASSAGES[cls] for cls in type(layer).__mro__ if cls in PASSAGES), _unknown)


def _unknown(graph: Graph, node: Node, given: Given) -> list[Reached]:
    return [blurred(merged(given))] * len(node.outputs)


def _same(graph: Graph, node: Node, given: Given) -> list[Reached]:
    return [given[0]]


def _mixed(given: Reached, *axes: int) -> Reached:
    """Behind a layer that mixes all positions of some axes."""
    return {key: whole(reach) if reach.axis in axes else reach for key, reach in given.items()}


def _channels(graph: Graph, node: Node, given: Given) -> list[Reached]:
    return [_mixed(given[0], graph.values[node.inputs[0]].type.rank - 1)]


def _positions(graph: Graph, node: Node, given: Given) -> list[Reached]:
    """All positions and channels: the statistics of a group or an instance."""
    return [_mixed(given[0], *range(graph.values[node.inputs[0]].type.rank))]


def _along(graph: Graph, node: Node, given: Given) -> list[Reached]:
    assert isinstance(node.layer, AlongAxis)
    return [_mixed(given[0], node.layer.axis % graph.values[node.inputs[0]].type.rank)]


def _joint(graph: Graph, node: Node, given: Given) -> list[Reached]:
    """Several tensors, position by position."""
    out = graph.values[node.outputs[0]].type
    kinds = graph.types(node.inputs)
    return [merged(_broadcast(*pair, out) for pair in zip(given, kinds, strict=True))]


def _broadcast(given: Reached, kind: TensorType, out: TensorType) -> Reached:
    if kind.sizes == out.sizes:
        return given
    more = out.rank - kind.rank
    alone = {axis for axis, size in enumerate(kind.sizes) if size == 1 != out.sizes[axis + more]}
    fixed = {key: one(reach, 0) if reach.axis in alone else reach for key, reach in given.items()}
    return turned(fixed, lambda axis: axis + more)


def _global(graph: Graph, node: Node, given: Given) -> list[Reached]:
    rank = graph.values[node.inputs[0]].type.rank
    last = graph.values[node.outputs[0]].type.rank - 1
    return [turned(_mixed(given[0], *range(rank - 1)), lambda axis: last)]


def _reduced(graph: Graph, node: Node, given: Given) -> list[Reached]:
    layer = node.layer
    assert isinstance(layer, Reduction)
    rank = graph.values[node.inputs[0]].type.rank
    written = (layer.axis,) if isinstance(layer.axis, int) else layer.axis
    axes = {axis % rank for axis in written}
    mixed = _mixed(given[0], *axes)
    if layer.keep:
        return [mixed]
    return [turned(mixed, lambda axis: axis - sum(gone < axis for gone in axes))]


def _attention(graph: Graph, node: Node, given: Given) -> list[Reached]:
    """A position reads its own query, and all of the memory or what lies before it."""
    layer = node.layer
    assert isinstance(layer, MultiHeadAttention)
    query, memory = _mixed(given[0], 1), merged(given[1:] or given)
    if not layer.causal:
        return [merged([query, _mixed(memory, 0, 1)])]
    seen = {
        key: reach._replace(field=backward(reach.field)) if reach.axis == 0 else whole(reach)
        for key, reach in memory.items()
    }
    return [merged([query, seen])]


def _additive(graph: Graph, node: Node, given: Given) -> list[Reached]:
    query, memory = given
    steps = _mixed(query, graph.values[node.inputs[0]].type.rank - 1)
    return [merged([steps, _mixed(memory, 0, 1)])]


def _recurrent(graph: Graph, node: Node, given: Given) -> list[Reached]:
    """A step reads those before it, behind it, or all; and the state that it starts from."""
    layer = node.layer
    assert isinstance(layer, Recurrent)
    state = merged(_mixed(part, 0) for part in given[1:])
    last = merged([_mixed(given[0], 0, 1), state])
    if not layer.sequences or layer.bidirectional:
        return [last] * len(node.outputs)
    seen = forward if layer.reverse else backward
    steps = {
        key: reach._replace(field=seen(reach.field)) if reach.axis == 0 else whole(reach)
        for key, reach in given[0].items()
    }
    return [merged([steps, state]), *[last] * (len(node.outputs) - 1)]


def _first(function: Callable[[Graph, Node, Reached], Reached]) -> Passage:
    """The passage of a layer with one input and one output."""
    return lambda graph, node, given: [function(graph, node, given[0])]


PASSAGES: dict[type[Layer], Passage] = {
    **dict.fromkeys((Activation, TrainingNoise, Passing, Bias, Scale, BatchNorm), _same),
    **dict.fromkeys((Embedding, PositionEmbedding, SinusoidalEmbedding), _same),
    **dict.fromkeys((Dense, LayerNorm, RMSNorm, GLU), _channels),
    **dict.fromkeys((GroupNorm, InstanceNorm), _positions),
    **dict.fromkeys((Elementwise, SampleNormal), _joint),
    **dict.fromkeys((Spatial, Pool), _first(sliding.windowed)),
    **dict.fromkeys((Resizing, PixelShuffle), _first(sliding.resized)),
    **dict.fromkeys((Flatten, Reshape), _first(rearrange.reshaped)),
    **dict.fromkeys((Bordered, Pad), _first(rearrange.padded)),
    SinusoidalPositions: _same,
    AlongAxis: _along,
    GlobalPool: _global,
    AdaptiveAvgPool: _first(sliding.adaptive),
    Reduction: _reduced,
    MultiHeadAttention: _attention,
    AdditiveAttention: _additive,
    Recurrent: _recurrent,
    ConvTranspose: _first(sliding.transposed),
    Permute: _first(rearrange.permuted),
    Squeeze: _first(rearrange.squeezed),
    ExpandDims: _first(rearrange.expanded),
    RepeatVector: _first(rearrange.repeated),
    Take: _first(rearrange.taken),
    Slice: _first(rearrange.sliced),
    Split: lambda graph, node, given: rearrange.split(graph, node, given[0]),
    Concat: lambda graph, node, given: [rearrange.concatenated(graph, node, tuple(given))],
    Stack: lambda graph, node, given: [
        merged(rearrange.expanded(graph, node, part) for part in given)
    ],
}
