"""Pooling; where PyTorch pads on both sides only, the odd row at the end comes from `ceil_mode`."""

from typing import Any

from specc.emit.expression import Given, Lit, call, method, unless
from specc.layers.pooling import AdaptiveAvgPool, AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from specc_pytorch.pad import per_axis, side_pads
from specc_pytorch.spelling import FIRST, Part, Site, function, module, spells


@spells(MaxPool, wants=FIRST)
def max_pool(site: Site) -> list[Part]:
    """`nn.MaxPool1d` to `3d`; padding never wins."""
    layer = site.layer
    assert isinstance(layer, MaxPool)
    sides = side_pads(site.inputs[0], layer)
    if sides is None:
        size, stride = per_axis(layer.size), per_axis(layer.stride)
        pad = call("pad_same", Given(0), size, stride, value=call("float", "-inf"))
        return [function(pad, glue=True), module(_pool("MaxPool", layer, 0, False))]
    padding, ceil = _own_padding(layer, sides)
    if padding is None:
        flat = tuple(n for pair in reversed(sides) for n in pair)
        pad = call("F.pad", Given(0), flat, value=call("float", "-inf"))
        return [function(pad, glue=True), module(_pool("MaxPool", layer, 0, False))]
    return [module(_pool("MaxPool", layer, padding, ceil))]


@spells(AvgPool, wants=FIRST)
def avg_pool(site: Site) -> list[Part]:
    """`nn.AvgPool1d` to `3d`, padding left out of the average."""
    layer = site.layer
    assert isinstance(layer, AvgPool)
    sides = side_pads(site.inputs[0], layer)
    padding, ceil = (None, False) if sides is None else _own_padding(layer, sides)
    if padding is None:
        size, stride = per_axis(layer.size), per_axis(layer.stride)
        given = None if sides is None else tuple(n for pair in reversed(sides) for n in pair)
        return [function(call("avg_pool", Given(0), size, stride, sides=unless(given, None)))]
    return [module(_pool("AvgPool", layer, padding, ceil))]


def _pool(name: str, layer: Any, padding: Any, ceil: bool) -> Any:
    counted = {"count_include_pad": unless(not padding, True)} if name == "AvgPool" else {}
    stride = Lit(per_axis(layer.stride), "stride")
    if layer.stride == layer.size:
        return call(
            f"nn.{name}{layer.spatial}d",
            Lit(per_axis(layer.size), "kernel_size"),
            padding=unless(padding, 0),
            ceil_mode=unless(ceil, False),
            **counted,
        )
    return call(
        f"nn.{name}{layer.spatial}d",
        Lit(per_axis(layer.size), "kernel_size"),
        stride=stride,
        padding=unless(padding, 0),
        ceil_mode=unless(ceil, False),
        **counted,
    )


def _own_padding(layer: Any, sides: tuple[tuple[int, int], ...]) -> tuple[Any, bool]:
    """PyTorch's `padding` and `ceil_mode` for these sides; None where it cannot say them.

    One row more at the end is what `ceil_mode` adds when the stride is above 1, because `same`
    makes the last window end exactly there.
    """
    ends = {after - before for before, after in sides}
    small = all(2 * before <= size for (before, _), size in zip(sides, layer.size, strict=True))
    if ends == {0} and small:
        return per_axis(tuple(before for before, _ in sides)), False
    odd = layer.padding == "same" and ends <= {0, 1} and all(s > 1 for s in layer.stride)
    exact = all(after - before in (0, 1) for before, after in sides) and small
    return (
        (per_axis(tuple(before for before, _ in sides)), True) if odd and exact else (None, False)
    )


@spells(GlobalAvgPool)
def global_avg_pool(site: Site) -> list[Part]:
    """The mean over all axes but the channels."""
    keep = unless(site.layer.keep, False)  # type: ignore[attr-defined]
    return [function(method(Given(0), "mean", dim=_spatial_dims(site), keepdim=keep))]


@spells(GlobalMaxPool)
def global_max_pool(site: Site) -> list[Part]:
    """The maximum over all axes but the channels."""
    keep = unless(site.layer.keep, False)  # type: ignore[attr-defined]
    return [function(method(Given(0), "amax", dim=_spatial_dims(site), keepdim=keep))]


def _spatial_dims(site: Site) -> Any:
    dims = tuple(site.dim(axis) for axis in range(site.spatial))
    return dims[0] if len(dims) == 1 else dims


@spells(AdaptiveAvgPool, wants=FIRST)
def adaptive_avg_pool(site: Site) -> list[Part]:
    """`nn.AdaptiveAvgPool1d` to `3d`."""
    size = tuple(site.outputs[0].sizes[:-1])
    return [module(call(f"nn.AdaptiveAvgPool{site.spatial}d", Lit(per_axis(size), "output_size")))]  # type: ignore[arg-type]
