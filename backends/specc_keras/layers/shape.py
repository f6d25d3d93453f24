"""Layers that only move elements."""

from specc.emit.expression import Given, call
from specc.ir.dim import Dim
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc_keras.spelling import Part, Site, function, made, spells


@spells(Flatten)
def flatten(site: Site) -> list[Part]:
    """`layers.Flatten`."""
    return [function(Given(0)) if site.inputs[0].rank == 1 else made(call("layers.Flatten"))]


@spells(Reshape)
def reshape(site: Site) -> list[Part]:
    """`layers.Reshape`, with -1 for one size that only run time knows."""
    sizes = tuple(-1 if isinstance(size, Dim) else size for size in site.outputs[0].sizes)
    return [made(call("layers.Reshape", sizes))]


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
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
    return [function(call("ops.split", Given(0), ends, axis=site.axis(axis)))]
