"""Normalisation; Keras' own momentum (0.99) and epsilon (1e-3) are never left to stand."""

from typing import Any

from specc.emit.expression import Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.normalisation import BatchNorm, GroupNorm, InstanceNorm, LayerNorm, RMSNorm
from specc_keras.spelling import Part, Site, function, made, spells

VECTORS = {"gamma": Stored("gamma"), "beta": Stored("beta")}


def _learned(layer: Any) -> dict[str, Any]:
    return {
        "center": unless(layer.center, True),
        "scale": unless(layer.scale, True),
        "trainable": unless(layer.trainable, True),
    }


@spells(BatchNorm)
def batch_norm(site: Site) -> list[Part]:
    """`layers.BatchNormalization`."""
    layer = site.layer
    assert isinstance(layer, BatchNorm)
    make = call(
        "layers.BatchNormalization",
        momentum=unless(layer.momentum, 0.99),
        epsilon=unless(layer.eps, 1e-3),
        **_learned(layer),
    )
    statistics = {"mean": Stored("moving_mean"), "var": Stored("moving_variance")}
    return [made(make, main=True, **VECTORS, **statistics)]


@spells(LayerNorm)
def layer_norm(site: Site) -> list[Part]:
    """`layers.LayerNormalization`."""
    layer = site.layer
    assert isinstance(layer, LayerNorm)
    make = call("layers.LayerNormalization", epsilon=unless(layer.eps, 1e-3), **_learned(layer))
    return [made(make, main=True, **VECTORS)]


@spells(RMSNorm)
def rms_norm(site: Site) -> list[Part]:
    """`layers.RMSNormalization`; without a scale the function alone."""
    layer = site.layer
    assert isinstance(layer, RMSNorm)
    if not layer.scale:
        return [function(call("ops.rms_normalization", Given(0), epsilon=unless(layer.eps, None)))]
    make = call(
        "layers.RMSNormalization",
        epsilon=unless(layer.eps, 1e-6),
        trainable=unless(layer.trainable, True),
    )
    return [made(make, main=True, gamma=Stored("scale"))]


@spells(GroupNorm)
def group_norm(site: Site) -> list[Part]:
    """`layers.GroupNormalization`."""
    layer = site.layer
    assert isinstance(layer, GroupNorm)
    make = call(
        "layers.GroupNormalization",
        Lit(layer.groups, "groups"),
        epsilon=unless(layer.eps, 1e-3),
        **_learned(layer),
    )
    return [made(make, main=True, **VECTORS)]


@spells(InstanceNorm)
def instance_norm(site: Site) -> list[Part]:
    """`layers.GroupNormalization` with a group for each channel."""
    layer = site.layer
    assert isinstance(layer, InstanceNorm)
    make = call("layers.GroupNormalization", -1, epsilon=unless(layer.eps, 1e-3), **_learned(layer))
    return [made(make, main=True, **VECTORS)]
