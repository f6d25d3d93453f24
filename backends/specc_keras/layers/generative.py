"""Layers of generative models: small layers of the model's own."""

from specc.emit.expression import call, unless
from specc.emit.stored import Stored
from specc.layers.generative import Learned, Noise, SampleNormal
from specc_keras.spelling import Part, Site, joining, made, spells
from specc_keras.start import initializer


@spells(SampleNormal)
def sample_normal(site: Site) -> list[Part]:
    """A layer on a list of mean and logarithm of the variance."""
    return [joining(call("SampleNormal"))]


@spells(Learned)
def learned(site: Site) -> list[Part]:
    """A layer called with a tensor that says how many examples there are."""
    layer = site.layer
    assert isinstance(layer, Learned)
    make = call(
        "Learned",
        layer.sizes,
        initializer=unless(initializer(site.node.weights[0]), "zeros"),
        trainable=unless(layer.trainable, True),
    )
    return [made(make, main=True, value=Stored("value"))]


@spells(Noise)
def noise(site: Site) -> list[Part]:
    """A layer called with a tensor that says how many examples there are."""
    return [made(call("Noise", site.layer.sizes))]  # type: ignore[attr-defined]
