"""Additive attention, as a small layer of the model's own: Keras' has no kernels for its inputs."""

from specc.emit.expression import OWN, Expr, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.additive_attention import AdditiveAttention
from specc_keras.activation import activated
from specc_keras.spelling import Part, Site, spells
from specc_keras.start import initializer, penalties, shared_arguments

STORED = {
    "query_kernel": Stored("query.kernel"),
    "memory_kernel": Stored("memory.kernel"),
    "score_kernel": Stored("score.kernel"),
    "bias": Stored("query.bias"),
}


@spells(AdditiveAttention)
def additive_attention(site: Site) -> list[Part]:
    """`AdditiveAttention`; a single query is a sequence of one step."""
    layer = site.layer
    assert isinstance(layer, AdditiveAttention)
    weights = site.node.weights
    make = call(
        "AdditiveAttention",
        Lit(layer.units, "units"),
        **shared_arguments(layer, weights),
        kernel_initializer=unless(initializer(weights[0]), "glorot_uniform"),
        **(penalties(layer, "kernel", [0]) if layer.trainable else {}),
    )
    apply: Expr = call(OWN, Given(0), Given(1))
    if site.inputs[0].rank == 1:
        step = call("ops.expand_dims", Given(0), 1)
        apply = call("ops.squeeze", call(OWN, step, Given(1)), 1)
    stored = {weight.name: STORED[weight.name] for weight in weights}
    part = Part(apply, make, main=True, stored=stored)
    return [part, *activated(layer.activation, site, words=True)]
