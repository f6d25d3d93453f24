"""Layers that join several tensors."""

from specc.emit.expression import Expr, Given, Infix, call, unless
from specc.layers.merging import Add, Average, Concat, Dot, Maximum, Multiply, Subtract
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


@spells(Maximum)
def maximum(site: Site) -> list[Part]:
    """`layers.Maximum`, or `ops.maximum` pair by pair where ranks differ."""
    if len({kind.rank for kind in site.inputs}) == 1:
        return [joining(call("layers.Maximum"))]
    found = _given(site, 0)
    for index in range(1, len(site.inputs)):
        found = call("ops.maximum", found, _given(site, index))
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
