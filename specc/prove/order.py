"""Which attention cannot know the order of what it attends to, because nothing has told.

A tensor is bare where moving its positions about only moves those of the result about: each comes
from its own token, patch or step alone, by the same function for all. Attention among bare tokens
gives the same for any order of them. Positions are told by adding a table or waves, by rotary
attention, and on the way by windows that overlap, by padding, and by recurrence.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specc.ir.dim import Size, bounds
from specc.ir.graph import Graph, Node, Value
from specc.layer import Activation
from specc.layers.activation import GLU, AlongAxis
from specc.layers.attention import MultiHeadAttention
from specc.layers.convolution import Spatial
from specc.layers.dense import Bias, Dense, Scale
from specc.layers.indexing import Slice
from specc.layers.merging import Concat, Elementwise
from specc.layers.normalisation import BatchNorm, LayerNorm, RMSNorm
from specc.layers.other import Passing
from specc.layers.pooling import Pool
from specc.layers.regularising import TrainingNoise
from specc.layers.shape import Reshape
from specc.layers.text import Embedding
from specc.layers.transposed import ConvTranspose
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts
from specc.prove.sliding import span

if TYPE_CHECKING:
    from specc.subject import Subject

ALONE = (Activation, TrainingNoise, Passing, Bias, Scale, BatchNorm, LayerNorm, RMSNorm, Dense)
"""Layers that treat each position by itself and all alike."""
FEW = 32
"""So many indices could number positions where nobody knows how many there are."""


class Bare(NamedTuple):
    """Tokens without an order: the inputs that they come from and the layers that made them.

    For each input whether its values could be the numbers of the positions themselves.
    """

    inputs: Mapping[int, bool]
    makers: tuple[int, ...] = ()


class Blind(NamedTuple):
    """Attention among bare tokens, the first on its way."""

    facts: Facts
    node: Node
    bare: Bare


class Orders(NamedTuple):
    """The attention that is blind to order, and that which is not and does not follow it."""

    blind: tuple[Blind, ...]
    fine: tuple[tuple[Facts, Node], ...]


def orders(subject: "Subject") -> Orders:
    """All attention of a file, for `subject.once(orders)`."""
    blind: list[Blind] = []
    fine: list[tuple[Facts, Node]] = []
    for facts in subject.graphs.values():
        if facts.uses(MultiHeadAttention):
            found, others = _walk(facts)
            blind += found
            fine += [(facts, node) for node in others]
    return Orders(tuple(blind), tuple(fine))


def _walk(facts: Facts) -> tuple[list[Blind], list[Node]]:
    graph = facts.graph
    state = {value.id: Bare({value.id: False}) for value in graph.inputs.values() if _many(value)}
    lost: set[int] = set()
    blind, fine = [], []
    for node in graph.nodes:
        if not lost.isdisjoint(node.inputs):
            lost.update(node.outputs)
        bare = _passed(graph, node, state)
        if isinstance(node.layer, MultiHeadAttention):
            if bare is not None:
                blind.append(Blind(facts, node, bare))
                lost.update(node.outputs)
            elif lost.isdisjoint(node.inputs):
                fine.append(node)
        elif bare is not None:
            state[node.outputs[0]] = bare
    return blind, fine


def _many(value: Value) -> bool:
    """True for an input with more than one position."""
    kind = value.type
    axes = kind.sizes if kind.dtype != "float" else kind.sizes[:-1]
    return any(size != 1 for size in axes)


def _passed(graph: Graph, node: Node, state: Mapping[int, Bare]) -> Bare | None:
    """What is bare of what a node makes; of attention what it attends to. None for nothing."""
    layer, given = node.layer, state.get(node.inputs[0])
    if isinstance(layer, MultiHeadAttention):
        return _attended(node, state)
    if isinstance(layer, (Elementwise, Concat)):
        return _joined(graph, node, state)
    if given is None or len(node.outputs) != 1:
        return None
    kind = graph.values[node.inputs[0]].type
    if isinstance(layer, Embedding):
        return _looked_up(layer, node, given, kind.sizes)
    if isinstance(layer, AlongAxis):
        return given if layer.axis % kind.rank == kind.rank - 1 else None
    if isinstance(layer, (*ALONE, GLU)):
        return given if kind.rank > 1 else None
    if isinstance(layer, (Spatial, Pool)):
        return given._replace(makers=(node.id,)) if _patches(layer) else None
    if isinstance(layer, Slice):
        return given if layer.axis % kind.rank < kind.rank - 1 else None
    if isinstance(layer, Reshape):
        made = graph.values[node.outputs[0]].type
        return given if made.rank == 2 and made.channels == kind.channels else None
    return None


def _attended(node: Node, state: Mapping[int, Bare]) -> Bare | None:
    layer = node.layer
    assert isinstance(layer, MultiHeadAttention)
    parts = [state.get(value) for value in node.inputs]
    first = parts[0]
    if layer.rotary or first is None:
        return None
    same = all(part is not None and part.inputs.keys() == first.inputs.keys() for part in parts)
    return first if same else None


def _joined(graph: Graph, node: Node, state: Mapping[int, Bare]) -> Bare | None:
    """Bare tokens, each with something that is the same for all or bare as well.

    Tokens that stand in front of them or behind do not tell them apart.
    """
    kinds = graph.types(node.inputs)
    out = graph.values[node.outputs[0]].type
    along = isinstance(node.layer, Concat) and node.layer.axis % out.rank < out.rank - 1
    parts: list[Bare] = []
    for value, kind in zip(node.inputs, kinds, strict=True):
        bare, maker = state.get(value), graph.producer(value)
        if bare is not None and (along or kind.sizes[:-1] == out.sizes[:-1]):
            parts.append(bare)
        elif along and (maker is not None and maker.layer.source):
            continue
        elif any(size != 1 for size in kind.sizes[:-1]):
            return None
    return _merged(parts)


def _merged(parts: Iterable[Bare]) -> Bare | None:
    """Several in one; None where one of them could number the positions of another."""
    inputs: dict[int, bool] = {}
    makers: list[int] = []
    for part in parts:
        inputs.update(part.inputs)
        makers += part.makers
    return (
        Bare(inputs, tuple(dict.fromkeys(makers))) if sum(inputs.values()) < 2 and inputs else None
    )


def _looked_up(layer: Embedding, node: Node, given: Bare, sizes: tuple[Size, ...]) -> Bare | None:
    longest = bounds(sizes[0])[1] if sizes else 1
    numbers = layer.vocab >= (FEW if longest is None else longest)
    return Bare({one: known or numbers for one, known in given.inputs.items()}, (node.id,))


def _patches(layer: Spatial | Pool) -> bool:
    """True for windows side by side, without padding: each sees what no other does."""
    if isinstance(layer, ConvTranspose) or layer.padding not in ("valid", "same", "causal"):
        return False
    kernel, dilation = span(layer)
    reaches = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=False)]
    apart = all(reach <= step for reach, step in zip(reaches, layer.stride, strict=True))
    return apart and (layer.padding == "valid" or max(reaches) == 1)
