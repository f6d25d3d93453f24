"""Convolutions; padding that Keras cannot say becomes a layer in front or behind."""

from typing import Any

from specc.emit.expression import Lit, call, unless
from specc.emit.stored import Stored
from specc.layers.convolution import (
    Convolution,
    DepthwiseConvolution,
    SeparableConvolution,
    Spatial,
)
from specc.layers.transposed import ConvTranspose
from specc.window import same_sides
from specc_keras.activation import activated, activation_word
from specc_keras.spelling import Part, Site, made, spells
from specc_keras.start import initializer, kernel_arguments, shared_arguments

WEIGHTS = {"kernel": Stored("kernel"), "bias": Stored("bias")}


def per_axis(values: tuple[int, ...]) -> Any:
    """One number where all axes agree, else the tuple."""
    return values[0] if len(set(values)) == 1 else values


@spells(Convolution)
def convolution(site: Site) -> list[Part]:
    """`layers.Conv1D` to `3D`."""
    layer = site.layer
    assert isinstance(layer, Convolution)
    before, padding = _padding(site, layer)
    make = call(
        f"layers.Conv{layer.spatial}D",
        Lit(layer.filters, "filters"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        strides=unless(per_axis(layer.stride), 1),
        padding=unless(padding, "valid"),
        dilation_rate=unless(per_axis(layer.dilation), 1),
        groups=unless(layer.groups, 1),
        activation=unless(activation_word(layer.activation), None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights),
    )
    return [*before, *_strided(site, layer, make)]


@spells(DepthwiseConvolution)
def depthwise(site: Site) -> list[Part]:
    """`layers.DepthwiseConv1D` and `2D`."""
    layer = site.layer
    assert isinstance(layer, DepthwiseConvolution)
    before, padding = _padding(site, layer)
    make = call(
        f"layers.DepthwiseConv{layer.spatial}D",
        Lit(per_axis(layer.kernel), "kernel_size"),
        strides=unless(per_axis(layer.stride), 1),
        padding=unless(padding, "valid"),
        depth_multiplier=unless(layer.multiplier, 1),
        dilation_rate=unless(per_axis(layer.dilation), 1),
        activation=unless(activation_word(layer.activation), None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights, "depthwise"),
    )
    return [*before, *_strided(site, layer, make)]


@spells(SeparableConvolution)
def separable(site: Site) -> list[Part]:
    """`layers.SeparableConv1D` and `2D`."""
    layer = site.layer
    assert isinstance(layer, SeparableConvolution)
    before, padding = _padding(site, layer)
    pointwise = kernel_arguments(layer, site.node.weights[1:2], "pointwise")
    pointwise["pointwise_initializer"] = unless(initializer(site.node.weights[1]), "glorot_uniform")
    make = call(
        f"layers.SeparableConv{layer.spatial}D",
        Lit(layer.filters, "filters"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        strides=unless(per_axis(layer.stride), 1),
        padding=unless(padding, "valid"),
        dilation_rate=unless(per_axis(layer.dilation), 1),
        depth_multiplier=unless(layer.multiplier, 1),
        activation=unless(activation_word(layer.activation), None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights, "depthwise"),
        **pointwise,
    )
    kernels = {name: Stored(f"{name}_kernel") for name in ("depthwise", "pointwise")}
    weights = {**kernels, "bias": Stored("bias")}
    return [*before, made(make, main=True, **weights), *activated(layer.activation, site)]


def _strided(site: Site, layer: Spatial, make: Any) -> list[Part]:
    return [made(make, main=True, **WEIGHTS), *activated(layer.activation, site)]


def _padding(site: Site, layer: Spatial) -> tuple[list[Part], str]:
    """What stands in front, and Keras' own `padding`."""
    if layer.padding == "causal":
        reach = tuple(d * (k - 1) for d, k in zip(layer.dilation, layer.kernel, strict=False))
        return [made(call("layers.ZeroPadding1D", (reach[0], 0)))], "valid"
    if isinstance(layer.padding, str):
        return [], layer.padding
    if not site.counted and same_at_once(layer):
        return [], "same"
    sides = Lit(_sides(layer.padding), "padding")
    return [made(call(f"layers.ZeroPadding{layer.spatial}D", sides))], "valid"


def same_at_once(layer: Spatial) -> bool:
    """Whether counted padding is what Keras' `same` adds."""
    return all(stride == 1 for stride in layer.stride) and layer.padding == _same(layer)


def _same(layer: Spatial) -> tuple[tuple[int, int], ...]:
    """What `same` adds on each side at a stride of 1, whatever the size."""
    return tuple(
        same_sides(1024 * k * d, k, 1, d)
        for k, d in zip(layer.kernel, layer.dilation, strict=False)
    )


def _sides(sides: tuple[tuple[int, int], ...]) -> Any:
    """(before, after) for each axis in Keras' shortest form."""
    if len(sides) == 1:
        return sides[0][0] if sides[0][0] == sides[0][1] else sides[0]
    if all(before == after for before, after in sides):
        return per_axis(tuple(before for before, _ in sides))
    return sides


@spells(ConvTranspose)
def transposed(site: Site) -> list[Part]:
    """`layers.Conv1DTranspose` to `3DTranspose`; counted padding is cropped off behind it."""
    layer = site.layer
    assert isinstance(layer, ConvTranspose)
    counted = not isinstance(layer.padding, str)
    short = layer.padding != "same" and any(
        k < s for k, s in zip(layer.kernel, layer.stride, strict=True)
    )
    extra = per_axis(layer.output_padding) if any(layer.output_padding) or short else None
    word = None if counted else activation_word(layer.activation)
    make = call(
        f"layers.Conv{layer.spatial}DTranspose",
        Lit(layer.filters, "filters"),
        Lit(per_axis(layer.kernel), "kernel_size"),
        strides=unless(per_axis(layer.stride), 1),
        padding=unless("same" if layer.padding == "same" else "valid", "valid"),
        output_padding=unless(extra, None),
        activation=unless(word, None),
        **shared_arguments(layer, site.node.weights),
        **kernel_arguments(layer, site.node.weights),
    )
    parts = [made(make, main=True, **WEIGHTS)]
    if counted:
        parts.append(made(call(f"layers.Cropping{layer.spatial}D", _sides(layer.padding))))  # type: ignore[arg-type]
        if layer.activation is not None and activation_word(layer.activation):
            parts.append(made(call("layers.Activation", activation_word(layer.activation))))
    return [*parts, *activated(layer.activation, site)]
