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
from specc_pytorch.spelling import FIRST, Part, Site, module, spells


@spells(Dropout)
def dropout(site: Site) -> list[Part]:
    """`nn.Dropout`."""
    return [module(call("nn.Dropout", site.layer.rate))]  # type: ignore[attr-defined]


@spells(SpatialDropout, wants=FIRST)
def spatial_dropout(site: Site) -> list[Part]:
    """`nn.Dropout1d` to `3d`, which drop whole channels."""
    return [module(call(f"nn.Dropout{site.spatial}d", site.layer.rate))]  # type: ignore[attr-defined]


@spells(AlphaDropout)
def alpha_dropout(site: Site) -> list[Part]:
    """`nn.AlphaDropout`."""
    return [module(call("nn.AlphaDropout", site.layer.rate))]  # type: ignore[attr-defined]


@spells(DropPath, GaussianDropout)
def own_dropout(site: Site) -> list[Part]:
    """A small module of the model's own."""
    return [module(call(site.layer.word, site.layer.rate))]  # type: ignore[attr-defined]


@spells(GaussianNoise)
def gaussian_noise(site: Site) -> list[Part]:
    """A small module of the model's own."""
    return [module(call("GaussianNoise", site.layer.std))]  # type: ignore[attr-defined]
