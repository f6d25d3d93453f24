"""Pooling; what Keras' own layers cannot say is written with `keras.ops`."""

from typing import Any

from specc.emit.expression import Given, Lit, call, unless
from specc.layers.pooling import AdaptiveAvgPool, AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from specc_keras.layers.convolution import per_axis
from specc_keras.spelling import Part, Site, function, made, spells


@spells(MaxPool)
def max_pool(site: Site) -> list[Part]:
    """`layers.MaxPooling1D` to `3D`; counted padding never wins."""
    layer = site.layer
    assert isinstance(layer, MaxPool)
    if isinstance(layer.padding, str):
        return [made(_pool("MaxPooling", layer))]
    pads = ((0, 0), *layer.padding, (0, 0))
    padded = call("ops.pad", Given(0), pads, constant_values=call("float", "-inf"))
    return [function(padded), made(_pool("MaxPooling", layer))]


@spells(AvgPool)
def avg_pool(site: Site) -> list[Part]:
    """`layers.AveragePooling1D` to `3D`."""
    layer = site.layer
    assert isinstance(layer, AvgPool)
    if isinstance(layer.padding, str):
        return [made(_pool("AveragePooling", layer))]
    return [function(call("avg_pool", Given(0), layer.size, layer.stride, layer.padding))]


def _pool(name: str, layer: Any) -> Any:
    padding = layer.padding if isinstance(layer.padding, str) else "valid"
    strides = None if layer.stride == layer.size else per_axis(layer.stride)
    named: dict[str, Any] = {} if strides is None else {"strides": strides}
    return call(
        f"layers.{name}{layer.spatial}D",
        Lit(per_axis(layer.size), "pool_size"),
        **named,
        padding=unless(padding, "valid"),
    )


@spells(GlobalAvgPool)
def global_avg_pool(site: Site) -> list[Part]:
    """`layers.GlobalAveragePooling1D` to `3D`; a mean beyond that."""
    return [_global("GlobalAveragePooling", "mean", site)]


@spells(GlobalMaxPool)
def global_max_pool(site: Site) -> list[Part]:
    """`layers.GlobalMaxPooling1D` to `3D`; a maximum beyond that."""
    return [_global("GlobalMaxPooling", "max", site)]


def _global(name: str, word: str, site: Site) -> Part:
    keep = unless(site.layer.keep, False)  # type: ignore[attr-defined]
    if site.spatial <= 3:
        return made(call(f"layers.{name}{site.spatial}D", keepdims=keep))
    axes = tuple(range(1, site.spatial + 1))
    return function(call(f"ops.{word}", Given(0), axis=axes, keepdims=keep))


@spells(AdaptiveAvgPool)
def adaptive_avg_pool(site: Site) -> list[Part]:
    """A function of the model's own."""
    return [function(call("adaptive_avg_pool", Given(0), tuple(site.outputs[0].sizes[:-1])))]
