"""Positions and whole axes."""

from typing import Any

from specc.emit.expression import Given, Lit, Subscript, call
from specc.layers.indexing import ExpandDims, RepeatVector, Slice, Squeeze, Take
from specc_keras.spelling import Part, Site, function, made, spells


def axes_of(site: Site, axis: int | tuple[int, ...]) -> Any:
    """One axis, or several as a tuple, as Keras counts them."""
    if isinstance(axis, int):
        return site.axis(axis)
    axes = sorted((site.axis(a) for a in axis), key=lambda axis: axis % (site.inputs[0].rank + 1))
    return tuple(axes) if len(axes) > 1 else axes[0]


@spells(Squeeze)
def squeeze(site: Site) -> list[Part]:
    """`ops.squeeze`."""
    layer = site.layer
    assert isinstance(layer, Squeeze)
    return [function(call("ops.squeeze", Given(0), axis=axes_of(site, layer.axis)))]


@spells(ExpandDims)
def expand_dims(site: Site) -> list[Part]:
    """`ops.expand_dims`."""
    layer = site.layer
    assert isinstance(layer, ExpandDims)
    return [function(call("ops.expand_dims", Given(0), axis=new_axis(site, layer.axis)))]


def new_axis(site: Site, axis: int) -> int:
    """Where a new axis stands in the result, as Keras counts it."""
    return site._replace(inputs=site.outputs).axis(axis)


@spells(RepeatVector)
def repeat_vector(site: Site) -> list[Part]:
    """`layers.RepeatVector`."""
    layer = site.layer
    assert isinstance(layer, RepeatVector)
    return [made(call("layers.RepeatVector", Lit(layer.count, "n")))]


@spells(Slice)
def slice_(site: Site) -> list[Part]:
    """`x[:, start:stop]`."""
    layer = site.layer
    assert isinstance(layer, Slice)
    stop = "" if layer.stop is None else layer.stop
    return [function(at(site, layer.axis, f"{layer.start or ''}:{stop}"))]


@spells(Take)
def take(site: Site) -> list[Part]:
    """`x[:, index]`."""
    layer = site.layer
    assert isinstance(layer, Take)
    return [function(at(site, layer.axis, str(layer.index)))]


def at(site: Site, axis: int, index: str) -> Subscript:
    """The input indexed along one axis."""
    rank = site.inputs[0].rank
    if axis % rank == rank - 1 > 0:
        return Subscript(Given(0), f"..., {index}")
    return Subscript(Given(0), ", ".join([":"] * (axis % rank + 1) + [index]))
