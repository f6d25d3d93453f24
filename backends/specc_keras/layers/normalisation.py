"""Normalisation; Keras' own momentum (0.99) and epsilon (1e-3) are never left to stand."""

from typing import Any

from specc.emit.expression import Lit, call, unless
from specc.layers.normalisation import BatchNorm, GroupNorm, LayerNorm
from specc_keras.spelling import Part, Site, made, spells


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
    return [made(make, main=True)]


@spells(LayerNorm)
def layer_norm(site: Site) -> list[Part]:
    """`layers.LayerNormalization`."""
    layer = site.layer
    assert isinstance(layer, LayerNorm)
    return [
        made(
            call("layers.LayerNormalization", epsilon=unless(layer.eps, 1e-3), **_learned(layer)),
            main=True,
        )
    ]


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
    return [made(make, main=True)]
