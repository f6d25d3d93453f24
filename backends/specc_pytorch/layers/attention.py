"""Attention with several heads, as a module of the model's own.

`nn.MultiheadAttention` has no key size of its own, no shared heads and no rotation, and holds three
kernels in one array. Attention of a sequence to itself, the common case, has a class that says no
more than it needs.
"""

from specc.emit.expression import OWN, Call, Code, Expr, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.initialiser import GlorotUniform
from specc.layers.attention import MultiHeadAttention, sources
from specc_pytorch.activation import activated
from specc_pytorch.spelling import LAST, Part, Site, spells
from specc_pytorch.start import started

PROJECTIONS = ("query", "key", "value", "output")
KERNELS = {f"{name}_kernel": Stored(f"{name}.weight", order=(1, 0)) for name in PROJECTIONS}
BIASES = {f"{name}_bias": Stored(f"{name}.bias") for name in PROJECTIONS}


@spells(MultiHeadAttention, wants=LAST)
def multi_head_attention(site: Site) -> list[Part]:
    """`SelfAttention`, `MultiHeadAttention`, or `RotaryAttention`, which extends that."""
    layer = site.layer
    assert isinstance(layer, MultiHeadAttention)
    query, key, value = (kind.channels for kind in sources(*site.inputs))
    make = call(
        _class_name(layer, len(site.inputs)),
        Lit(query, "channels"),
        Lit(layer.heads, "heads"),
        key_dim=unless(layer.key_dim, None),
        kv_heads=unless(layer.kv_heads, None),
        key_channels=unless(None if key == query else key, None),
        value_channels=unless(None if value == key else value, None),
        bias=unless(layer.bias, True),
        causal=unless(layer.causal, False),
        dropout=unless(layer.dropout, 0.0),
    )
    apply = call(OWN, *(Given(index) for index in range(len(site.inputs))))
    stored = {**KERNELS, **BIASES} if layer.bias else KERNELS
    part = Part(apply, _started(layer, make, site), stored=stored)
    return [part, *activated(layer.activation, site)]


def _class_name(layer: MultiHeadAttention, inputs: int) -> str:
    if layer.rotary:
        return "RotaryAttention"
    plain = layer.key_dim is None and layer.kv_heads is None and layer.bias
    return "SelfAttention" if plain and inputs == 1 else "MultiHeadAttention"


def _started(layer: MultiHeadAttention, make: Call, site: Site) -> Expr:
    """What the module starts with and is marked with, where that is not what it does by itself."""
    alike = {weight.name.partition("_")[2]: weight for weight in site.node.weights}
    weights = tuple(
        weight._replace(name=name)
        for name, weight in alike.items()
        if not isinstance(weight.init, GlorotUniform)
    )
    return _on_projections(started(layer, make, weights), make)


def _on_projections(expr: Expr, make: Call) -> Expr:
    """Calls that would change one module's weight, made to change each projection's."""
    if expr is make or not isinstance(expr, Call):
        return expr
    inner = _on_projections(expr.positional[0], make)
    if expr.function == Code("frozen"):
        return call("frozen", inner)
    positional = (expr.function, inner, *expr.positional[1:])
    return Call(Code("on_projections"), positional, expr.named)
