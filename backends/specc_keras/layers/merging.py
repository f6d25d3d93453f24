"""Layers that join several tensors."""

from specc.emit.expression import AllGiven, Expr, Given, Infix, call, unless
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
from specc_keras.layers.indexing import new_axis
from specc_keras.spelling import Part, Site, function, joining, spells

SIGNS = {"Add": "+", "Subtract": "-", "Multiply": "*"}


@spells(Add, Subtract, Multiply)
def arithmetic(site: Site) -> list[Part]:
    """`a + b + c`."""
    sign = SIGNS[site.layer.word]
    found = _given(site, 0)
    for index in range(1, len(site.inputs)):
        found = Infix(sign, found, _given(site, index))
    return [function(found)]


def _given(site: Site, index: int) -> Expr:
    """Input `index`; one of lower rank gets axes of size 1 behind the batch axis."""
    kind, rank = site.inputs[index], max(k.rank for k in site.inputs)
    if kind.rank == rank:
        return Given(index)
    return call("ops.expand_dims", Given(index), axis=tuple(range(1, rank - kind.rank + 1)))


@spells(Average)
def average(site: Site) -> list[Part]:
    """`layers.Average`, or the sum over the number of inputs where ranks differ."""
    if len({kind.rank for kind in site.inputs}) == 1:
        return [joining(call("layers.Average"))]
    found = _given(site, 0)
    for index in range(1, len(site.inputs)):
        found = Infix("+", found, _given(site, index))
    return [function(Infix("/", found, call("f", float(len(site.inputs))).positional[0]))]


@spells(Maximum, Minimum)
def extreme(site: Site) -> list[Part]:
    """`layers.Maximum` or `layers.Minimum`, or `ops` pair by pair where ranks differ."""
    word = site.layer.word
    if len({kind.rank for kind in site.inputs}) == 1:
        return [joining(call(f"layers.{word}"))]
    found = _given(site, 0)
    for index in range(1, len(site.inputs)):
        found = call(f"ops.{word.lower()}", found, _given(site, index))
    return [function(found)]


@spells(Concat)
def concat(site: Site) -> list[Part]:
    """`layers.Concatenate`."""
    axis = site.axis(site.layer.axis)  # type: ignore[attr-defined]
    return [joining(call("layers.Concatenate", axis=unless(axis, -1)))]


@spells(Dot)
def dot(site: Site) -> list[Part]:
    """`layers.Dot`, which counts the batch axis."""
    layer = site.layer
    assert isinstance(layer, Dot)
    axes = layer.axes if isinstance(layer.axes, tuple) else (layer.axes, layer.axes)
    counted = tuple(axis % kind.rank + 1 for axis, kind in zip(axes, site.inputs, strict=True))
    axis = counted[0] if counted[0] == counted[1] else counted
    return [joining(call("layers.Dot", axes=axis, normalize=unless(layer.normalize, False)))]


@spells(Stack)
def stack(site: Site) -> list[Part]:
    """`ops.stack`."""
    layer = site.layer
    assert isinstance(layer, Stack)
    return [function(call("ops.stack", AllGiven(), axis=new_axis(site, layer.axis)))]


@spells(MatMul)
def mat_mul(site: Site) -> list[Part]:
    """`ops.matmul`."""
    layer = site.layer
    assert isinstance(layer, MatMul)
    right = call("ops.swapaxes", Given(1), -2, -1) if layer.transpose_b else Given(1)
    return [function(call("ops.matmul", Given(0), right))]
