"""One number of all those along some axes."""

from specc.emit.expression import Given, call, unless
from specc.layers.reduction import Max, Mean, Norm, Reduction, Sum
from specc_keras.layers.indexing import axes_of
from specc_keras.spelling import Part, Site, function, spells

MOST_OF_NORM = 2
"""`ops.norm` takes a vector or a matrix."""


@spells(Mean, Sum, Max)
def reduced(site: Site) -> list[Part]:
    """`ops.mean`, `ops.sum` or `ops.max`."""
    layer = site.layer
    assert isinstance(layer, Reduction)
    keep = unless(layer.keep, False)
    axis = axes_of(site, layer.axis)
    return [function(call(f"ops.{layer.word.lower()}", Given(0), axis=axis, keepdims=keep))]


@spells(Norm)
def norm(site: Site) -> list[Part]:
    """`ops.norm`, which is Euclidean (Frobenius') unless told otherwise."""
    layer = site.layer
    assert isinstance(layer, Norm)
    axis, keep = axes_of(site, layer.axis), unless(layer.keep, False)
    if isinstance(axis, int) or len(axis) <= MOST_OF_NORM:
        return [function(call("ops.norm", Given(0), axis=axis, keepdims=keep))]
    total = call("ops.sum", call("ops.square", Given(0)), axis=axis, keepdims=keep)
    return [function(call("ops.sqrt", total))]
