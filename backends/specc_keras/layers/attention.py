"""Attention with several heads: Keras' own layer where it starts as specc says, or a smaller one.

Keras counts the fans of its three-dimensional kernels as a convolution's, so its `glorot_uniform`
starts them several times too small; where all four projections have the same fans, the start is
written out as numbers. Shared heads, rotation, frozen weights and other fans need the model's own.
"""

from typing import Any

from specc.emit.expression import OWN, Given, Lit, call, unless
from specc.emit.stored import Stored
from specc.initialiser import IdentityMatrix, Initialiser, Orthogonal, VarianceScaling
from specc.layer import Weight
from specc.layers.attention import MultiHeadAttention
from specc_keras.activation import activated
from specc_keras.spelling import Part, Site, spells
from specc_keras.start import INIT, initializer, penalties

KERAS_PATHS = {name: f"{name}_dense" for name in ("query", "key", "value", "output")}
OWN_PATHS = {"query": "query", "key": "key", "value": "value", "output": "projection"}
CUT = 0.87962566103423978
"""The deviation of a standard normal cut off at two deviations."""


@spells(MultiHeadAttention)
def multi_head_attention(site: Site) -> list[Part]:
    """`layers.MultiHeadAttention`, or the model's own."""
    layer = site.layer
    assert isinstance(layer, MultiHeadAttention)
    part = _keras_own(layer, site) if _is_plain(layer, site.node.weights) else _own(layer, site)
    return [part, *activated(layer.activation, site, words=True)]


def _is_plain(layer: MultiHeadAttention, weights: tuple[Weight, ...]) -> bool:
    if layer.rotary or layer.memory_heads != layer.heads or layer.max_norm is not None:
        return False
    if not layer.trainable:  # Keras does not hand it on to the dense layers inside
        return False
    kernels = [weight for weight in weights if weight.name.endswith("kernel")]
    if isinstance(kernels[0].init, (Orthogonal, IdentityMatrix)):
        return False
    return len({_spread(weight.init, weight) for weight in kernels}) == 1


def _spread(init: Initialiser, weight: Weight) -> float:
    """The variance that a start by fans gives; 0 where it does not depend on them."""
    if not isinstance(init, VarianceScaling):
        return 0.0
    fan = weight.fan_in if init.fan == "fan_in" else (weight.fan_in + weight.fan_out) / 2
    return init.scale / fan


def _keras_own(layer: MultiHeadAttention, site: Site) -> Part:
    weights = {weight.name: weight for weight in site.node.weights}
    make = call(
        "layers.MultiHeadAttention",
        Lit(layer.heads, "num_heads"),
        Lit(layer.head_dim(site.inputs[0]), "key_dim"),
        dropout=unless(layer.dropout, 0.0),
        use_bias=unless(layer.bias, True),
        kernel_initializer=_by_numbers(weights["query_kernel"]),
        **_dense_arguments(layer, weights),
    )
    # Keras takes query, value, key.
    given = {1: (0, 0), 2: (0, 1), 3: (0, 2, 1)}[len(site.inputs)]
    tensors = (Given(index) for index in given)
    apply = call(OWN, *tensors, use_causal_mask=unless(layer.causal, False))
    return Part(apply, make, True, _stored(weights, KERAS_PATHS))


def _by_numbers(weight: Weight) -> Any:
    init = weight.init
    if not isinstance(init, VarianceScaling):
        return initializer(weight)
    variance = _spread(init, weight)
    if init.uniform:
        limit = round((3 * variance) ** 0.5, 6)
        return call(f"{INIT}.RandomUniform", Lit(-limit, "low"), Lit(limit, "high"))
    return call(f"{INIT}.TruncatedNormal", stddev=round(variance**0.5 / CUT, 6))


def _own(layer: MultiHeadAttention, site: Site) -> Part:
    weights = {weight.name: weight for weight in site.node.weights}
    dense = {"use_bias": unless(layer.bias, True), **_dense_arguments(layer, weights)}
    dense["kernel_initializer"] = unless(initializer(weights["query_kernel"]), "glorot_uniform")
    make = call(
        "MultiHeadAttention",
        Lit(layer.heads, "heads"),
        Lit(layer.head_dim(site.inputs[0]), "key_dim"),
        kv_heads=unless(layer.kv_heads, None),
        causal=unless(layer.causal, False),
        rotary=unless(layer.rotary, False),
        dropout=unless(layer.dropout, 0.0),
        **dense,
        trainable=unless(layer.trainable, True),
    )
    given = {1: (0, 0, 0), 2: (0, 1, 1), 3: (0, 1, 2)}[len(site.inputs)]
    apply = call(OWN, *(Given(index) for index in given))
    return Part(apply, make, True, _stored(weights, OWN_PATHS))


def _dense_arguments(layer: MultiHeadAttention, weights: dict[str, Weight]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if layer.bias:
        found["bias_initializer"] = unless(initializer(weights["query_bias"]), "zeros")
    if layer.trainable:
        found.update(penalties(layer, "kernel", axes=[0]))
    return found


def _stored(weights: dict[str, Weight], paths: dict[str, str]) -> dict[str, Stored]:
    """Where each array lives; Keras' own layer keeps an axis for the heads."""
    parts = {name: name.partition("_") for name in weights}
    return {name: Stored(f"{paths[part]}.{array}") for name, (part, _, array) in parts.items()}
