"""Normalisation; PyTorch's momentum is the share that is replaced, so it is one minus specc's."""

from typing import Any

from specc.emit.expression import Call, Lit, call, unless
from specc.layers.normalisation import BatchNorm, GroupNorm, LayerNorm
from specc_pytorch.spelling import FIRST, LAST, Part, Site, module, spells


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
    return _learned(site, make if layer.trainable else call("frozen_norm", make), both)


@spells(LayerNorm, wants=LAST)
def layer_norm(site: Site) -> list[Part]:
    """`nn.LayerNorm` over the last axis."""
    layer = site.layer
    assert isinstance(layer, LayerNorm)
    both = layer.scale and layer.center
    make = call(
        "nn.LayerNorm",
        Lit(site.channels, "normalized_shape"),
        eps=unless(layer.eps, 1e-5),
        elementwise_affine=unless(both, True),
    )
    return _learned(site, make if layer.trainable else call("frozen", make), both)


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
    return _learned(site, make if layer.trainable else call("frozen", make), both)


def _learned(site: Site, make: Call, both: bool) -> list[Part]:
    """The module; with only a scale or only a shift, that stands behind it as its own module."""
    parts = [module(make)]
    layer: Any = site.layer
    if both:
        return parts
    axes = site.spatial if site.layout == FIRST else 0
    for wanted, name, suffix in ((layer.scale, "Scale", "scale"), (layer.center, "Bias", "shift")):
        if wanted:
            vector = call(name, Lit(site.channels, "channels"), axes=unless(axes, 0))
            parts.append(module(vector if layer.trainable else call("frozen", vector), suffix))
    return parts
