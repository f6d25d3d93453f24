"""Layers that leave values as they are."""

from specc.emit.expression import Given, method
from specc.layers.other import Identity, StopGradient
from specc_pytorch.spelling import Part, Site, function, spells


@spells(Identity)
def identity(site: Site) -> list[Part]:
    """Nothing to write."""
    return [function(Given(0))]


@spells(StopGradient)
def stop_gradient(site: Site) -> list[Part]:
    """`detach`."""
    return [function(method(Given(0), "detach"))]
