"""Dense layers and learned vectors."""

from specc.emit.expression import OWN, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.dense import Bias, Dense, Scale
from specc_keras.activation import activated, activation_word
from specc_keras.spelling import Part, Site, made, spells
from specc_keras.start import initializer, kernel_arguments, shared_arguments


@spells(Dense)
def dense(site: Site) -> list[Part]:
    """`layers.Dense`."""
    layer = site.layer
    assert isinstance(layer, Dense)
    if layer.tie is not None:
        return [*_tied(layer, site), *activated(layer.activation, site, words=True)]
    make = call(
        "layers.Dense",
        Lit(layer.units, "units"),
        activation=unless(activation_word(layer.activation), None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights),
    )
    weights = {name: Stored(name) for name in ("kernel", "bias")}
    return [made(make, main=True, **weights), *activated(layer.activation, site)]


def _tied(layer: Dense, site: Site) -> list[Part]:
    """The embedding's layer the other way round, and a bias of its own."""
    parts = [Part(call(OWN, Given(0), reverse=True), tied=True)]
    if layer.bias:
        start = unless(initializer(site.node.weights[0]), "zeros")
        make = call("Bias", initializer=start, trainable=unless(layer.trainable, True))
        parts.append(made(make, main=True, bias=Stored("bias")))
    return parts


@spells(Bias, Scale)
def vector(site: Site) -> list[Part]:
    """A small layer of the model's own."""
    plain, name = ("zeros", "Bias") if isinstance(site.layer, Bias) else ("ones", "Scale")
    make = call(
        name,
        initializer=unless(initializer(site.node.weights[0]), plain),
        trainable=unless(site.layer.trainable, True),  # type: ignore[attr-defined]
    )
    return [made(make, main=True, **{name.lower(): Stored(name.lower())})]
