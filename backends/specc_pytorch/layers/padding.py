"""Borders added and cut off, in whichever layout the tensor has."""

from specc.emit.expression import Given, Subscript, call, unless
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.padding import Bordered, Crop, Pad, Sides, ZeroPad
from specc_pytorch.pad import per_axis
from specc_pytorch.spelling import ANY, FIRST, Part, Site, function, module, spells


@spells(ZeroPad)
def zero_pad(site: Site) -> list[Part]:
    """`nn.ZeroPad1d` to `3d`, which works on channels first, else `F.pad`."""
    sides = _sides(site)
    if site.layout != FIRST:
        return [function(call("F.pad", Given(0), _from_last((*sides, (0, 0)))))]
    flat = _from_last(sides)
    return [module(call(f"nn.ZeroPad{site.spatial}d", per_axis(flat)))]


def _sides(site: Site) -> Sides:
    layer = site.layer
    assert isinstance(layer, Bordered)
    return layer.sides(site.inputs[0])


def _from_last(sides: Sides) -> tuple[int, ...]:
    """The counts as `F.pad` takes them: the last dimension first, as far as any is padded."""
    used = next((i for i, pair in enumerate(sides) if any(pair)), len(sides) - 1)
    return tuple(n for pair in reversed(sides[used:]) for n in pair)


@spells(Crop)
def crop(site: Site) -> list[Part]:
    """Slices."""
    dims = {site.dim(axis) % (site.spatial + 2): pair for axis, pair in enumerate(_sides(site))}
    cut = [dim for dim, pair in dims.items() if any(pair)]
    if not cut:
        return [function(Given(0))]
    index = [_inside(*dims.get(dim, (0, 0))) for dim in range(max(cut) + 1)]
    return [function(Subscript(Given(0), ", ".join(index)))]


def _inside(before: int, after: int) -> str:
    return f"{before or ''}:{-after or ''}"


def _layout(node: Node, kinds: tuple[TensorType, ...]) -> str:
    """PyTorch mirrors the last dimensions only, behind those of examples and channels."""
    layer = node.layer
    assert isinstance(layer, Pad)
    return FIRST if layer.mode == "reflect" else ANY


@spells(Pad, wants=_layout)
def pad(site: Site) -> list[Part]:
    """`F.pad`."""
    layer = site.layer
    assert isinstance(layer, Pad)
    if layer.mode == "reflect":
        flat = tuple(n for pair in reversed(layer.pads[:-1]) for n in pair)
        return [function(call("F.pad", Given(0), flat, mode="reflect"))]
    first = site.layout == FIRST and len(layer.pads) > 1
    ordered = (layer.pads[-1], *layer.pads[:-1]) if first else layer.pads
    value = layer.value if site.inputs[0].dtype == "float" else int(layer.value)
    return [function(call("F.pad", Given(0), _from_last(ordered), value=unless(value, 0)))]
