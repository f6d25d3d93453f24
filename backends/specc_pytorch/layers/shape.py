"""Layers that only move elements; they count in the spec's order, channels last."""

from specc.emit.expression import Code, Given, Lit, Member, call, method
from specc.ir.dim import Dim
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc_pytorch.layout import matters
from specc_pytorch.spelling import ANY, LAST, Part, Site, function, spells


def _order(node: Node, kinds: tuple[TensorType, ...]) -> str:
    """Flattening one channel, or one position, gives the same order in both layouts."""
    return LAST if matters(kinds[0]) else ANY


@spells(Flatten, wants=_order)
def flatten(site: Site) -> list[Part]:
    """`flatten(1)`; of a vector nothing is left to do."""
    return [function(Given(0) if site.inputs[0].rank == 1 else method(Given(0), "flatten", 1))]


@spells(Reshape, wants=LAST)
def reshape(site: Site) -> list[Part]:
    """`reshape(-1, ...)`: the batch axis takes what is left, so every size must be known."""
    sizes = site.outputs[0].sizes
    unknown = [axis for axis, size in enumerate(sizes) if isinstance(size, Dim)]
    if not unknown:
        return [function(method(Given(0), "reshape", -1, *sizes))]
    batch = call(Member(Given(0), "size"), 0)
    if len(unknown) == 1:
        shape = [Lit(-1) if axis in unknown else Lit(size) for axis, size in enumerate(sizes)]
        return [function(method(Given(0), "reshape", batch, *shape))]
    return [function(method(Given(0), "reshape", batch, *(_size(size, site) for size in sizes)))]


def _size(size: object, site: Site) -> Lit | Code:
    """A symbolic size read off the input where it stands there as it is."""
    kind = site.inputs[0]
    if isinstance(size, int):
        return Lit(size)
    axis = next((i for i, own in enumerate(kind.sizes) if own == size), None)
    return Lit(-1) if axis is None else Code(f"@input.size({axis + 1})")


@spells(Permute, wants=LAST)
def permute(site: Site) -> list[Part]:
    """`permute`, the batch axis in front."""
    axes = site.layer.axes  # type: ignore[attr-defined]
    return [function(method(Given(0), "permute", 0, *(axis + 1 for axis in axes)))]


@spells(Split)
def split(site: Site) -> list[Part]:
    """`split` into the outputs' own sizes."""
    axis = site.layer.axis  # type: ignore[attr-defined]
    sizes = [kind.sizes[axis] for kind in site.outputs]
    equal = all(size == sizes[0] for size in sizes)
    return [
        function(method(Given(0), "split", sizes[0] if equal else list(sizes), dim=site.dim(axis)))
    ]
