"""Convolutions; `same` padding that PyTorch cannot say becomes an `F.pad` in front."""

from typing import Any

from specc.emit.expression import Given, Lit, Subscript, call, unless
from specc.emit.stored import Stored
from specc.layers.convolution import (
    Convolution,
    DepthwiseConvolution,
    SeparableConvolution,
    Spatial,
)
from specc.layers.transposed import ConvTranspose
from specc_pytorch.activation import activated
from specc_pytorch.pad import per_axis, side_pads, trim
from specc_pytorch.spelling import FIRST, Part, Site, function, module, spells
from specc_pytorch.start import started

BIAS = Stored("bias")


@spells(Convolution, wants=FIRST)
def convolution(site: Site) -> list[Part]:
    """`nn.Conv1d` to `nn.Conv3d`, then the activation."""
    layer = site.layer
    assert isinstance(layer, Convolution)
    before, padding = _padding(site, layer)
    make = call(
        f"nn.Conv{layer.spatial}d",
        Lit(site.channels, "in_channels"),
        Lit(layer.filters, "out_channels"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        stride=unless(per_axis(layer.stride), 1),
        padding=unless(padding, 0),
        dilation=unless(per_axis(layer.dilation), 1),
        groups=unless(layer.groups, 1),
        bias=unless(layer.bias, True),
    )
    return [
        *before,
        module(started(layer, make, site.node.weights), kernel=_kernel(site), bias=BIAS),
        *activated(layer.activation, site),
    ]


def _kernel(site: Site) -> Stored:
    """PyTorch has the taps behind the channels."""
    return Stored("weight", order=(*range(2, site.spatial + 2), 1, 0))


def _taps(site: Site, layer: Any) -> Stored:
    """A depthwise kernel, where PyTorch has channels and multiplier on one axis."""
    shape = (site.channels, layer.multiplier, *layer.kernel)
    return Stored("weight", shape, order=(*range(2, site.spatial + 2), 0, 1))


@spells(DepthwiseConvolution, wants=FIRST)
def depthwise(site: Site) -> list[Part]:
    """A convolution with as many groups as channels."""
    layer = site.layer
    assert isinstance(layer, DepthwiseConvolution)
    before, padding = _padding(site, layer)
    make = _depthwise(site, layer, padding, layer.bias)
    kernel = _taps(site, layer)
    return [
        *before,
        module(started(layer, make, site.node.weights), kernel=kernel, bias=BIAS),
        *activated(layer.activation, site),
    ]


@spells(SeparableConvolution, wants=FIRST)
def separable(site: Site) -> list[Part]:
    """A depthwise convolution without bias, then one with a window of one."""
    layer = site.layer
    assert isinstance(layer, SeparableConvolution)
    before, padding = _padding(site, layer)
    weights = site.node.weights
    first = started(layer, _depthwise(site, layer, padding, False), weights[:1])
    point = call(
        f"nn.Conv{layer.spatial}d",
        Lit(site.channels * layer.multiplier, "in_channels"),
        Lit(layer.filters, "out_channels"),
        1,
        bias=unless(layer.bias, True),
    )
    second = started(layer, point, weights[1:])
    return [
        *before,
        module(first, "depthwise", depthwise=_taps(site, layer)),
        module(second, "pointwise", pointwise=_kernel(site), bias=BIAS),
        *activated(layer.activation, site),
    ]


def _depthwise(site: Site, layer: Any, padding: Any, bias: bool) -> Any:
    return call(
        f"nn.Conv{layer.spatial}d",
        Lit(site.channels, "in_channels"),
        Lit(site.channels * layer.multiplier, "out_channels"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        stride=unless(per_axis(layer.stride), 1),
        padding=unless(padding, 0),
        dilation=unless(per_axis(layer.dilation), 1),
        groups=Lit(site.channels, "in_channels"),
        bias=unless(bias, True),
    )


def _padding(site: Site, layer: Spatial) -> tuple[list[Part], Any]:
    """What stands in front, and the convolution's own `padding`."""
    if layer.padding == "valid":
        return [], 0
    if layer.padding == "same" and all(s == 1 for s in layer.stride):
        sides = side_pads(site.inputs[0], layer)
        if sides is not None and all(a == b for a, b in sides):
            return [], per_axis(tuple(a for a, _ in sides))
        return [], "same"
    sides = side_pads(site.inputs[0], layer)
    if sides is None:
        arguments = (
            per_axis(layer.kernel),
            per_axis(layer.stride),
            per_axis(layer.dilation[: layer.spatial]),
        )
        return [function(call("pad_same", Given(0), *arguments), glue=True)], 0
    if all(before == after for before, after in sides):
        return [], per_axis(tuple(before for before, _ in sides))
    flat = tuple(n for pair in reversed(sides) for n in pair)
    return [function(call("F.pad", Given(0), flat), glue=True)], 0


@spells(ConvTranspose, wants=FIRST)
def transposed(site: Site) -> list[Part]:
    """`nn.ConvTranspose1d` to `3d`; what PyTorch cannot cut off by `padding` is sliced off."""
    layer = site.layer
    assert isinstance(layer, ConvTranspose)
    plans = [trim(layer, axis) for axis in range(layer.spatial)]
    make = call(
        f"nn.ConvTranspose{layer.spatial}d",
        Lit(site.channels, "in_channels"),
        Lit(layer.filters, "out_channels"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        stride=unless(per_axis(layer.stride), 1),
        padding=unless(per_axis(tuple(p.padding for p in plans)), 0),
        output_padding=unless(per_axis(tuple(p.extra for p in plans)), 0),
        bias=unless(layer.bias, True),
    )
    parts = [module(started(layer, make, site.node.weights), kernel=_kernel(site), bias=BIAS)]
    if any(p.cut for p in plans):
        ranges = ", ".join(_slice(*p.cut) if p.cut else ":" for p in plans)
        parts.append(function(Subscript(Given(0), f":, :, {ranges}")))
    return [*parts, *activated(layer.activation, site)]


def _slice(before: int, after: int) -> str:
    return f"{before or ''}:{-after if after else ''}"
