"""Layers that the user wrote as modules: built with their settings, called with their tensors.

The tensors come as the declaration gives them, channels last.
"""

from specc.emit.expression import OWN, Argument, Call, Code, Given, Lit
from specc.resolve.extern import Extern
from specc_pytorch.spelling import LAST, Part, Site, spells


@spells(Extern, wants=LAST)
def extern(site: Site) -> list[Part]:
    """`Fourier(modes=8)`, called with each of its inputs."""
    layer = site.layer
    assert isinstance(layer, Extern)
    settings = tuple(Argument(name, Lit(value)) for name, value in layer.values.items())
    inputs = tuple(Given(index) for index in range(len(site.inputs)))
    make = Call(Code(site.imported[layer.paths["pytorch"]]), (), settings)
    return [Part(Call(OWN, inputs), make)]
