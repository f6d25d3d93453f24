"""Layers that join several tensors."""

from specc.emit.expression import AllGiven, Expr, Given, Infix, call, method, unless
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.merging import (
    Add,
    Average,
    Concat,
    Maximum,
    Minimum,
    Multiply,
    Stack,
    Subtract,
)
from specc.layers.product import Dot, MatMul
from specc_pytorch.layers.indexing import new_dim, of_new_axis
from specc_pytorch.spelling import ANY, LAST, Part, Site, function, spells

SIGNS = {"Add": "+", "Subtract": "-", "Multiply": "*"}


@spells(Add, Subtract, Multiply)
def arithmetic(site: Site) -> list[Part]:
    """`a + b + c`."""
    sign = SIGNS[site.layer.word]
    return [function(_joined(sign, len(site.inputs)))]


def _joined(sign: str, count: int) -> Expr:
    found: Expr = Given(0)
    for index in range(1, count):
        found = Infix(sign, found, Given(index))
    return found


@spells(Average)
def average(site: Site) -> list[Part]:
    """The sum over the number of inputs."""
    count = len(site.inputs)
    return [function(Infix("/", _joined("+", count), call("float", count).positional[0]))]


@spells(Maximum, Minimum)
def extreme(site: Site) -> list[Part]:
    """`torch.maximum` or `torch.minimum`, pair by pair."""
    found: Expr = Given(0)
    for index in range(1, len(site.inputs)):
        found = call(f"torch.{site.layer.word.lower()}", found, Given(index))
    return [function(found)]


@spells(Concat)
def concat(site: Site) -> list[Part]:
    """`torch.cat`."""
    return [function(call("torch.cat", AllGiven(), dim=site.dim(site.layer.axis)))]  # type: ignore[attr-defined]


@spells(Stack, wants=of_new_axis)
def stack(site: Site) -> list[Part]:
    """`torch.stack`."""
    layer = site.layer
    assert isinstance(layer, Stack)
    return [function(call("torch.stack", AllGiven(), dim=new_dim(site, layer.axis)))]


def _by_rank(node: Node, kinds: tuple[TensorType, ...]) -> str:
    return ANY if all(kind.rank == 1 for kind in kinds) else LAST


@spells(Dot, wants=_by_rank)
def dot(site: Site) -> list[Part]:
    """A product summed over one axis of each; for vectors one number for each example."""
    layer = site.layer
    assert isinstance(layer, Dot)
    if all(kind.rank == 1 for kind in site.inputs):
        if layer.normalize:
            similarity = call("F.cosine_similarity", Given(0), Given(1), dim=unless(-1, 1))
            return [function(method(similarity, "unsqueeze", -1))]
        product = Infix("*", Given(0), Given(1))
        return [function(method(product, "sum", dim=-1, keepdim=True))]
    axes = layer.axes if isinstance(layer.axes, tuple) else (layer.axes, layer.axes)
    dims = tuple(axis % kind.rank + 1 for axis, kind in zip(axes, site.inputs, strict=True))
    return [
        function(call("dot", Given(0), Given(1), dims, normalize=unless(layer.normalize, False)))
    ]


@spells(MatMul, wants=LAST)
def mat_mul(site: Site) -> list[Part]:
    """`a @ b`."""
    layer = site.layer
    assert isinstance(layer, MatMul)
    right = method(Given(1), "transpose", -2, -1) if layer.transpose_b else Given(1)
    return [function(Infix("@", Given(0), right))]
