"""Dense layers and learned vectors."""

from specc.emit.expression import Lit, call, unless
from specc.initialiser import Constant, Zeros
from specc.layers.dense import Bias, Dense, Scale
from specc_pytorch.activation import activated
from specc_pytorch.spelling import LAST, Part, Site, module, spells
from specc_pytorch.start import started


@spells(Dense, wants=LAST)
def dense(site: Site) -> list[Part]:
    """`nn.Linear`, then the activation."""
    layer = site.layer
    assert isinstance(layer, Dense)
    make = call(
        "nn.Linear",
        Lit(site.channels, "in_features"),
        Lit(layer.units, "out_features"),
        bias=unless(layer.bias, True),
    )
    return [module(started(layer, make, site.node.weights)), *activated(layer.activation, site)]


@spells(Bias, Scale)
def vector(site: Site) -> list[Part]:
    """A learned vector over the channels."""
    init = site.node.weights[0].init
    value = init.value if isinstance(init, Constant) else 0.0 if isinstance(init, Zeros) else 1.0
    plain = 0.0 if isinstance(site.layer, Bias) else 1.0
    name = "Bias" if isinstance(site.layer, Bias) else "Scale"
    make = call(
        name,
        Lit(site.channels, "channels"),
        start=unless(value, plain),
        axes=unless(site.spatial if site.layout == "first" else 0, 0),
    )
    return [module(make)]
