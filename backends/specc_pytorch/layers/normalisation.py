"""Normalisation; PyTorch's momentum is the share that is replaced, so it is one minus specc's."""

from typing import Any

from specc.emit.expression import Call, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.normalisation import BatchNorm, GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from specc_pytorch.spelling import FIRST, LAST, Part, Site, function, module, spells


@spells(BatchNorm, wants=FIRST)
def batch_norm(site: Site) -> list[Part]:
    """`nn.BatchNorm1d` to `3d`."""
    layer = site.layer
    assert isinstance(layer, BatchNorm)
    both = layer.scale and layer.center
    make = call(
        f"nn.BatchNorm{max(1, site.spatial)}d",
        Lit(site.channels, "num_features"),
        eps=unless(layer.eps, 1e-5),
        momentum=unless(round(1 - layer.momentum, 12), 0.1),
        affine=unless(both, True),
    )
    statistics = {"mean": Stored("running_mean"), "var": Stored("running_var")}
    return _learned(site, make, both, "frozen_norm", **statistics)


@spells(LayerNorm, wants=LAST)
def layer_norm(site: Site) -> list[Part]:
    """`nn.LayerNorm` over the last axis."""
    layer = site.layer
    assert isinstance(layer, LayerNorm)
    if not site.channels:
        return [function(call("layer_norm", Given(0), layer.eps))]
    both = layer.scale and layer.center
    make = call(
        "nn.LayerNorm",
        Lit(site.channels, "normalized_shape"),
        eps=unless(layer.eps, 1e-5),
        elementwise_affine=unless(both, True),
    )
    return _learned(site, make, both)


@spells(RMSNorm, wants=LAST)
def rms_norm(site: Site) -> list[Part]:
    """`nn.RMSNorm` over the last axis."""
    layer = site.layer
    assert isinstance(layer, RMSNorm)
    if not site.channels:
        return [function(call("rms_norm", Given(0), layer.eps))]
    make = call(
        "nn.RMSNorm",
        Lit(site.channels, "normalized_shape"),
        eps=layer.eps,
        elementwise_affine=unless(layer.scale, True),
    )
    if not layer.scale:
        return [module(make)]
    return [module(make if layer.trainable else call("frozen", make), gamma=Stored("weight"))]


@spells(GroupNorm, wants=FIRST)
def group_norm(site: Site) -> list[Part]:
    """`nn.GroupNorm`."""
    layer = site.layer
    assert isinstance(layer, GroupNorm)
    both = layer.scale and layer.center
    make = call(
        "nn.GroupNorm",
        Lit(layer.groups, "num_groups"),
        Lit(site.channels, "num_channels"),
        eps=unless(layer.eps, 1e-5),
        affine=unless(both, True),
    )
    return _learned(site, make, both)


@spells(InstanceNorm, wants=FIRST)
def instance_norm(site: Site) -> list[Part]:
    """`nn.InstanceNorm1d` to `3d`."""
    layer = site.layer
    assert isinstance(layer, InstanceNorm)
    both = layer.scale and layer.center
    make = call(
        f"nn.InstanceNorm{site.spatial}d",
        Lit(site.channels, "num_features"),
        eps=unless(layer.eps, 1e-5),
        affine=unless(both, False),
    )
    return _learned(site, make, both)


def _learned(
    site: Site, make: Call, both: bool, keep: str = "frozen", **statistics: Stored
) -> list[Part]:
    """The module; with only a scale or only a shift, that stands behind it as its own module.

    `keep` is what leaves its weights as they are, where it has any and they are not trained.
    """
    layer: Any = site.layer
    if not layer.trainable and (both or statistics):
        make = call(keep, make)
    if both:
        return [module(make, "", gamma=Stored("weight"), beta=Stored("bias"), **statistics)]
    parts = [module(make, "", **statistics)]
    if layer.scale:
        parts.append(module(_vector(site, "Scale"), "scale", gamma=Stored("scale")))
    if layer.center:
        parts.append(module(_vector(site, "Bias"), "shift", beta=Stored("bias")))
    return parts


def _vector(site: Site, name: str) -> Call:
    """`Scale` or `Bias` over the channels, wherever these stand."""
    axes = site.spatial if site.layout == FIRST else 0
    vector = call(name, Lit(site.channels, "channels"), axes=unless(axes, 0))
    return vector if site.layer.trainable else call("frozen", vector)  # type: ignore[attr-defined]
