"""Layers that only move elements; they count in the spec's order, channels last."""

from specc.emit.expression import Expr, Given, Infix, Lit, Sequence, method
from specc.emit.measure import measure, slices, unknown_axes
from specc.ir.dim import Dim, Size
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.shape import Flatten, Permute, Reshape, Split
from specc_pytorch.layers.indexing import at
from specc_pytorch.layout import matters
from specc_pytorch.speller import MissingSpelling
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
    """`reshape(-1, ...)`; with open sizes also `flatten`, `unflatten` or sizes read off."""
    sizes = site.outputs[0].sizes
    unknown = unknown_axes(sizes)
    if not unknown:
        return [function(method(Given(0), "reshape", -1, *sizes))]
    local = _local(site.inputs[0].sizes, sizes)
    if local is not None:
        return [function(local)]
    items = [Lit(size) if isinstance(size, int) else _size(size, site) for size in sizes]
    if len(unknown) == 1:
        items[unknown[0]] = Lit(-1)
    batch = method(Given(0), "size", 0)
    if items.count(None) > 1:
        raise MissingSpelling(site.node)
    return [function(method(Given(0), "reshape", batch, *(i or Lit(-1) for i in items)))]


def _local(old: tuple[Size, ...], new: tuple[Size, ...]) -> Expr | None:
    """A reshape of a few neighbouring axes into one, or of one into several."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if len(after) == 1 and len(before) > 1:
        return method(Given(0), "flatten", start + 1, start + len(before))
    if len(before) == 1 and len(after) > 1 and len(unknown_axes(after)) < 2:
        sizes = tuple(-1 if isinstance(size, Dim) else size for size in after)
        return method(Given(0), "unflatten", start + 1, sizes)
    return None


def _shared(one: tuple[Size, ...], other: tuple[Size, ...]) -> int:
    """How many sizes the two have in common at the start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _size(size: Dim, site: Site) -> Expr | None:
    """A symbolic size read off the input, which is channels last."""
    found = measure(size, site.inputs[0].sizes)
    if found is None:
        return None
    own = method(Given(0), "size", found.axis + 1)
    if found.parts > 1:
        return Infix("//", own, Lit(found.parts))
    return own if found.times == 1 else Infix("*", Lit(found.times), own)


@spells(Permute, wants=LAST)
def permute(site: Site) -> list[Part]:
    """`permute`, the batch axis in front."""
    axes = site.layer.axes  # type: ignore[attr-defined]
    return [function(method(Given(0), "permute", 0, *(axis + 1 for axis in axes)))]


@spells(Split)
def split(site: Site) -> list[Part]:
    """`split` into the outputs' own sizes, or `chunk` into parts of a size not known yet."""
    axis = site.layer.axis  # type: ignore[attr-defined]
    dim, sizes = site.dim(axis), [kind.sizes[axis] for kind in site.outputs]
    if not any(isinstance(size, Dim) for size in sizes):
        equal = all(size == sizes[0] for size in sizes)
        parts = sizes[0] if equal else list(sizes)
        return [function(method(Given(0), "split", parts, dim=dim))]
    if isinstance(site.layer.parts, int):  # type: ignore[attr-defined]
        return [function(method(Given(0), "chunk", len(sizes), dim=dim))]
    pieces = slices(sizes)
    if pieces is None:
        raise MissingSpelling(site.node)
    return [function(Sequence(tuple(at(site, axis, piece) for piece in pieces), round=True))]
