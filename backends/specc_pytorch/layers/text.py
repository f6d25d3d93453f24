"""Embeddings and positions."""

from typing import Any

from specc.emit.expression import Given, Lit, call
from specc.emit.stored import Stored
from specc.layers.text import (
    Embedding,
    PositionEmbedding,
    SinusoidalEmbedding,
    SinusoidalPositions,
)
from specc_pytorch.spelling import LAST, Part, Site, function, module, spells
from specc_pytorch.start import started


@spells(Embedding, wants=LAST)
def embedding(site: Site) -> list[Part]:
    """`nn.Embedding`, or one of the model's own whose padding is zero whatever the matrix holds."""
    layer = site.layer
    assert isinstance(layer, Embedding)
    name, padding = "nn.Embedding", {}
    if layer.padding is not None:
        name, padding = "PaddedEmbedding", {"padding_idx": layer.padding}
    make = call(
        name, Lit(layer.vocab, "num_embeddings"), Lit(layer.dim, "embedding_dim"), **padding
    )
    return [_table(site, make)]


@spells(PositionEmbedding, wants=LAST)
def position_embedding(site: Site) -> list[Part]:
    """A small module of the model's own."""
    layer = site.layer
    assert isinstance(layer, PositionEmbedding)
    make = call("PositionEmbedding", Lit(layer.length, "length"), Lit(site.channels, "channels"))
    return [_table(site, make)]


def _table(site: Site, make: Any) -> Part:
    layer: Any = site.layer
    return module(started(layer, make, site.node.weights), embedding=Stored("weight"))


@spells(SinusoidalPositions, wants=LAST)
def sinusoidal_positions(site: Site) -> list[Part]:
    """A function of the model's own."""
    return [function(call("sinusoidal_positions", Given(0)))]


@spells(SinusoidalEmbedding, wants=LAST)
def sinusoidal_embedding(site: Site) -> list[Part]:
    """A function of the model's own."""
    layer = site.layer
    assert isinstance(layer, SinusoidalEmbedding)
    return [function(call("sinusoidal_embedding", Given(0), Lit(layer.dim, "dim")))]
