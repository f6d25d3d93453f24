"""Dense layers and learned vectors."""

from specc.emit.expression import Lit, call, unless
from specc.layers.dense import Bias, Dense, Scale
from specc_keras.activation import activated, activation_word
from specc_keras.spelling import Part, Site, made, spells
from specc_keras.start import initializer, kernel_arguments, shared_arguments


@spells(Dense)
def dense(site: Site) -> list[Part]:
    """`layers.Dense`."""
    layer = site.layer
    assert isinstance(layer, Dense)
    make = call(
        "layers.Dense",
        Lit(layer.units, "units"),
        activation=unless(activation_word(layer.activation), None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights),
    )
    return [made(make, main=True), *activated(layer.activation, site)]


@spells(Bias, Scale)
def vector(site: Site) -> list[Part]:
    """A small layer of the model's own."""
    plain, name = ("zeros", "Bias") if isinstance(site.layer, Bias) else ("ones", "Scale")
    return [
        made(call(name, initializer=unless(initializer(site.node.weights[0]), plain)), main=True)
    ]
