"""Dense layers and learned vectors."""

from specc.emit.expression import OWN, Expr, Given, Lit, Member, call, unless
from specc.emit.stored import Stored
from specc.layers.dense import Bias, Dense, Scale
from specc_pytorch.activation import activated
from specc_pytorch.spelling import LAST, Part, Site, module, spells
from specc_pytorch.start import started, value_of, vector_start


@spells(Dense, wants=LAST)
def dense(site: Site) -> list[Part]:
    """`nn.Linear`, then the activation."""
    layer = site.layer
    assert isinstance(layer, Dense)
    if layer.tie is not None:
        return [*_tied(layer, site), *activated(layer.activation, site)]
    make = call(
        "nn.Linear",
        Lit(site.channels, "in_features"),
        Lit(layer.units, "out_features"),
        bias=unless(layer.bias, True),
    )
    kernel = Stored("weight", order=(1, 0))
    linear = module(started(layer, make, site.node.weights), kernel=kernel, bias=Stored("bias"))
    return [linear, *activated(layer.activation, site)]


def _tied(layer: Dense, site: Site) -> list[Part]:
    """A product with an embedding's matrix, and a bias of its own."""
    parts = [Part(call("F.linear", Given(0), Member(OWN, "weight")), tied=True)]
    if layer.bias:
        make = started(layer, call("Bias", Lit(layer.units, "channels")), site.node.weights)
        parts.append(module(make, "bias", bias=Stored("bias")))
    return parts


@spells(Bias, Scale)
def vector(site: Site) -> list[Part]:
    """A learned vector over the channels."""
    init = site.node.weights[0].init
    name, plain = ("Bias", 0.0) if isinstance(site.layer, Bias) else ("Scale", 1.0)
    make: Expr = call(
        name,
        Lit(site.channels, "channels"),
        start=unless(value_of(init, drawn=plain), plain),
        axes=unless(site.spatial if site.layout == "first" else 0, 0),
    )
    make = vector_start(init, make, name.lower())
    made = make if site.layer.trainable else call("frozen", make)  # type: ignore[attr-defined]
    return [module(made, "", **{name.lower(): Stored(name.lower())})]
