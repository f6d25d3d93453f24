"""Embeddings and positions."""

from typing import Any

from specc.emit.expression import Call, Expr, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.text import (
    Embedding,
    PositionEmbedding,
    SinusoidalEmbedding,
    SinusoidalPositions,
    Table,
)
from specc_keras.spelling import Part, Site, function, made, spells
from specc_keras.start import initializer, penalties


@spells(Embedding)
def embedding(site: Site) -> list[Part]:
    """`layers.Embedding`; one of the model's own where padding has to be zero."""
    layer = site.layer
    assert isinstance(layer, Embedding)
    plain = "layers.ReversibleEmbedding" if site.tied else "layers.Embedding"
    name = plain if layer.padding is None else "PaddedEmbedding"
    padding = {} if layer.padding is None else {"padding": layer.padding}
    sizes = Lit(layer.vocab, "input_dim"), Lit(layer.dim, "output_dim")
    return [_table(site, call(name, *sizes, **padding, **_arguments(layer, site)))]


@spells(PositionEmbedding)
def position_embedding(site: Site) -> list[Part]:
    """A small layer of the model's own."""
    layer = site.layer
    assert isinstance(layer, PositionEmbedding)
    sizes = Lit(layer.length, "input_dim"), Lit(site.channels, "output_dim")
    return [_table(site, call("PositionEmbedding", *sizes, **_arguments(layer, site)))]


def _arguments(layer: Table, site: Site) -> dict[str, Any]:
    found: dict[str, Any] = {
        "embeddings_initializer": unless(initializer(site.node.weights[0]), "uniform")
    }
    if layer.trainable:
        found.update(penalties(layer, "embeddings", axes=[1]))
    return {**found, "trainable": unless(layer.trainable, True)}


def _table(site: Site, make: Call) -> Part:
    return made(make, main=True, embedding=Stored("embeddings"))


@spells(SinusoidalPositions)
def sinusoidal_positions(site: Site) -> list[Part]:
    """A small layer of the model's own: lengths may be known only at run time."""
    make: Expr = call("SinusoidalPositions")
    return [made(make)]


@spells(SinusoidalEmbedding)
def sinusoidal_embedding(site: Site) -> list[Part]:
    """A function of the model's own."""
    layer = site.layer
    assert isinstance(layer, SinusoidalEmbedding)
    return [function(call("sinusoidal_embedding", Given(0), Lit(layer.dim, "dim")))]
