"""Layers that act in training only."""

from specc.emit.expression import call
from specc.layers.regularising import (
    AlphaDropout,
    Dropout,
    DropPath,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout,
)
from specc_keras.spelling import Part, Site, made, spells


@spells(Dropout)
def dropout(site: Site) -> list[Part]:
    """`layers.Dropout`."""
    return [made(call("layers.Dropout", site.layer.rate))]  # type: ignore[attr-defined]


@spells(SpatialDropout)
def spatial_dropout(site: Site) -> list[Part]:
    """`layers.SpatialDropout1D` to `3D`."""
    return [made(call(f"layers.SpatialDropout{site.spatial}D", site.layer.rate))]  # type: ignore[attr-defined]


@spells(AlphaDropout, GaussianDropout)
def other_dropout(site: Site) -> list[Part]:
    """`layers.AlphaDropout`, `layers.GaussianDropout`."""
    return [made(call(f"layers.{site.layer.word}", site.layer.rate))]  # type: ignore[attr-defined]


@spells(DropPath)
def drop_path(site: Site) -> list[Part]:
    """`layers.Dropout` with one value of its mask for each example."""
    shape = (None, *(1 for _ in site.inputs[0].sizes))
    return [made(call("layers.Dropout", site.layer.rate, noise_shape=shape))]  # type: ignore[attr-defined]


@spells(GaussianNoise)
def gaussian_noise(site: Site) -> list[Part]:
    """`layers.GaussianNoise`."""
    return [made(call("layers.GaussianNoise", site.layer.std))]  # type: ignore[attr-defined]
