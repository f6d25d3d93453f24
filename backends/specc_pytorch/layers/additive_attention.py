"""Additive attention, as a small module of the model's own."""

from specc.emit.expression import OWN, Code, Expr, Given, Lit, call, method, unless
from specc.emit.stored import Stored
from specc.initialiser import GlorotUniform
from specc.layers.additive_attention import AdditiveAttention
from specc.window import channel_count
from specc_pytorch.activation import activated
from specc_pytorch.spelling import LAST, Part, Site, spells
from specc_pytorch.start import started_by, value_of

STORED = {
    "query_kernel": Stored("query.weight", order=(1, 0)),
    "memory_kernel": Stored("memory.weight", order=(1, 0)),
    "score_kernel": Stored("score.weight", order=(1, 0)),
    "bias": Stored("query.bias"),
}


@spells(AdditiveAttention, wants=LAST)
def additive_attention(site: Site) -> list[Part]:
    """`AdditiveAttention`; a single query is a sequence of one step."""
    layer = site.layer
    assert isinstance(layer, AdditiveAttention)
    apply: Expr = call(OWN, Given(0), Given(1))
    if site.inputs[0].rank == 1:
        apply = method(call(OWN, method(Given(0), "unsqueeze", 1), Given(1)), "squeeze", 1)
    stored = {weight.name: STORED[weight.name] for weight in site.node.weights}
    make = _started(layer, _make(layer, site))
    return [Part(apply, make, stored=stored), *activated(layer.activation, site)]


def _make(layer: AdditiveAttention, site: Site) -> Expr:
    query, memory = (channel_count(kind) for kind in site.inputs)
    return call(
        "AdditiveAttention",
        Lit(query, "query"),
        Lit(memory, "memory"),
        Lit(layer.units, "units"),
        bias=unless(layer.bias, True),
    )


def _started(layer: AdditiveAttention, make: Expr) -> Expr:
    """What the module starts with and is marked with, where that is not what it does by itself."""
    if not isinstance(layer.init, GlorotUniform):
        make = call("on_kernels", started_by(layer.init), make)
    if layer.bias and value_of(layer.bias_init):
        make = call("start_query_bias", make, value_of(layer.bias_init))
    penalties = {n: getattr(layer, n) for n in ("l1", "l2", "max_norm") if getattr(layer, n)}
    if penalties and layer.trainable:
        make = call("on_kernels", Code("regularized"), make, **penalties)
    return make if layer.trainable else call("frozen", make)
