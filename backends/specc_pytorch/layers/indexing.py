"""Positions and whole axes; where the channels come or go, memory has to be channels last."""

from typing import Any

from specc.emit.expression import Given, Subscript, method
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.indexing import ExpandDims, RepeatVector, Slice, Squeeze, Take
from specc_pytorch.layout import ANY, LAST
from specc_pytorch.spelling import Part, Site, function, spells


def drops(kind: TensorType, axis: int | tuple[int, ...]) -> str:
    """The layout for a layer that drops axes: another axis must not become the channels."""
    axes = {a % kind.rank for a in ((axis,) if isinstance(axis, int) else axis)}
    left = kind.rank - len(axes)
    return LAST if left > 1 and kind.rank - 1 in axes else ANY


def dims_of(site: Site, axis: int | tuple[int, ...]) -> Any:
    """The dimension in memory of one axis, or those of several as a tuple."""
    if isinstance(axis, int):
        return site.dim(axis)
    dims = sorted((site.dim(a) for a in axis), key=lambda dim: dim % (site.inputs[0].rank + 1))
    return tuple(dims) if len(dims) > 1 else dims[0]


def _of_axis(node: Node, kinds: tuple[TensorType, ...]) -> str:
    return drops(kinds[0], node.layer.axis)  # type: ignore[attr-defined]


@spells(Squeeze, wants=_of_axis)
def squeeze(site: Site) -> list[Part]:
    """`squeeze`."""
    layer = site.layer
    assert isinstance(layer, Squeeze)
    return [function(method(Given(0), "squeeze", dims_of(site, layer.axis)))]


def of_new_axis(node: Node, kinds: tuple[TensorType, ...]) -> str:
    """The layout for a layer with a new axis: behind the channels only channels last has room."""
    rank = kinds[0].rank + 1
    return LAST if node.layer.axis % rank == rank - 1 else ANY  # type: ignore[attr-defined]


def new_dim(site: Site, axis: int) -> int:
    """Where a new axis stands in memory, with the batch axis."""
    result = site._replace(inputs=site.outputs)
    if site.inputs[0].rank < 2:
        result = result._replace(layout=LAST)
    return result.dim(axis)


@spells(ExpandDims, wants=of_new_axis)
def expand_dims(site: Site) -> list[Part]:
    """`unsqueeze`."""
    layer = site.layer
    assert isinstance(layer, ExpandDims)
    return [function(method(Given(0), "unsqueeze", new_dim(site, layer.axis)))]


@spells(RepeatVector, wants=LAST)
def repeat_vector(site: Site) -> list[Part]:
    """`unsqueeze` and `expand`, which takes no memory."""
    layer = site.layer
    assert isinstance(layer, RepeatVector)
    return [function(method(method(Given(0), "unsqueeze", 1), "expand", -1, layer.count, -1))]


@spells(Slice)
def slice_(site: Site) -> list[Part]:
    """`x[:, start:stop]`."""
    layer = site.layer
    assert isinstance(layer, Slice)
    stop = "" if layer.stop is None else layer.stop
    return [function(at(site, layer.axis, f"{layer.start or ''}:{stop}"))]


@spells(Take, wants=_of_axis)
def take(site: Site) -> list[Part]:
    """`x[:, index]`."""
    layer = site.layer
    assert isinstance(layer, Take)
    return [function(at(site, layer.axis, str(layer.index)))]


def at(site: Site, axis: int, index: str) -> Subscript:
    """The input indexed along one axis."""
    dim = site.dim(axis)
    if dim == -1 and site.inputs[0].rank > 1:
        return Subscript(Given(0), f"..., {index}")
    return Subscript(Given(0), ", ".join([":"] * (dim % (site.inputs[0].rank + 1)) + [index]))
