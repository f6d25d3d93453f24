"""Activations in PyTorch; the same functions serve the layers and the `activation=` words."""

from specc.layer import Activation
from specc_pytorch.spelling import Part, Site, spelling_of


def activated(activation: Activation | None, site: Site) -> list[Part]:
    """The parts of a layer's own activation: none without one."""
    if activation is None:
        return []
    spelling = spelling_of(type(activation))
    assert spelling is not None, type(activation).__name__
    inner = site._replace(node=site.node._replace(layer=activation), inputs=site.outputs)
    return spelling.write(inner)
