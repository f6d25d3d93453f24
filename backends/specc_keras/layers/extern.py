"""Layers that the user wrote in Keras: built with their settings, called with their tensors."""

from specc.emit.expression import OWN, Argument, Call, Code, Given, Lit
from specc.resolve.extern import Extern
from specc_keras.spelling import Part, Site, spells


@spells(Extern)
def extern(site: Site) -> list[Part]:
    """`Fourier(modes=8)`, called with each of its inputs."""
    layer = site.layer
    assert isinstance(layer, Extern)
    settings = tuple(Argument(name, Lit(value)) for name, value in layer.values.items())
    inputs = tuple(Given(index) for index in range(len(site.inputs)))
    make = Call(Code(site.imported[layer.paths["keras"]]), (), settings)
    return [Part(Call(OWN, inputs), make, main=True)]
