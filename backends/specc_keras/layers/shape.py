"""Layers that only move elements."""

from specc.emit.expression import Given, Sequence, call
from specc.emit.measure import measure, slices, unknown_axes
from specc.ir.dim import Dim, Size
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc_keras.layers.indexing import at
from specc_keras.speller import MissingSpelling
from specc_keras.spelling import Part, Site, function, made, spells


@spells(Flatten)
def flatten(site: Site) -> list[Part]:
    """`layers.Flatten`."""
    return [function(Given(0)) if site.inputs[0].rank == 1 else made(call("layers.Flatten"))]


@spells(Reshape)
def reshape(site: Site) -> list[Part]:
    """`layers.Reshape`, with -1 for one size that only run time knows; for more a layer of ours."""
    sizes = site.outputs[0].sizes
    unknown = unknown_axes(sizes)
    if len(unknown) < 2:
        return [made(call("layers.Reshape", _filled(sizes)))]
    found = {axis: measure(sizes[axis], site.inputs[0].sizes) for axis in unknown}  # type: ignore[arg-type]
    read = {axis: tuple(one) for axis, one in found.items() if one is not None}
    if len(unknown) - len(read) > 1:
        raise MissingSpelling(site.node)
    items = tuple(read.get(axis, size) for axis, size in enumerate(_filled(sizes)))
    return [made(call("OpenReshape", items))]


def _filled(sizes: tuple[Size, ...]) -> tuple[int, ...]:
    return tuple(-1 if isinstance(size, Dim) else size for size in sizes)


@spells(Permute)
def permute(site: Site) -> list[Part]:
    """`layers.Permute`, which counts axes from 1."""
    return [made(call("layers.Permute", tuple(axis + 1 for axis in site.layer.axes)))]  # type: ignore[attr-defined]


@spells(Split)
def split(site: Site) -> list[Part]:
    """`ops.split`, at the places where the parts meet."""
    axis = site.layer.axis  # type: ignore[attr-defined]
    sizes = [kind.sizes[axis] for kind in site.outputs]
    if all(size == sizes[0] for size in sizes):
        return [function(call("ops.split", Given(0), len(sizes), axis=site.axis(axis)))]
    if any(isinstance(size, Dim) for size in sizes):
        pieces = slices(sizes)
        if pieces is None:
            raise MissingSpelling(site.node)
        return [function(Sequence(tuple(at(site, axis, piece) for piece in pieces), round=True))]
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
    return [function(call("ops.split", Given(0), ends, axis=site.axis(axis)))]
