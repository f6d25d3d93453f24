"""Layers that leave values as they are."""

from specc.emit.expression import Given, call
from specc.layers.other import Identity, StopGradient
from specc_keras.spelling import Part, Site, function, spells


@spells(Identity)
def identity(site: Site) -> list[Part]:
    """Nothing to write."""
    return [function(Given(0))]


@spells(StopGradient)
def stop_gradient(site: Site) -> list[Part]:
    """`ops.stop_gradient`."""
    return [function(call("ops.stop_gradient", Given(0)))]
