"""Borders added and cut off."""

from specc.emit.expression import Given, call, unless
from specc.layers.padding import Bordered, Crop, Pad, ZeroPad
from specc_keras.spelling import Part, Site, function, made, spells


@spells(ZeroPad, Crop)
def bordered(site: Site) -> list[Part]:
    """`layers.ZeroPadding1D` to `3D`, and `Cropping1D` to `3D`."""
    layer = site.layer
    assert isinstance(layer, Bordered)
    sides = layer.sides(site.inputs[0])
    word = "ZeroPadding" if isinstance(layer, ZeroPad) else "Cropping"
    even = all(pair == (sides[0][0],) * 2 for pair in sides)
    one = sides[0] if len(sides) == 1 else sides
    return [made(call(f"layers.{word}{len(sides)}D", sides[0][0] if even else one))]


@spells(Pad)
def pad(site: Site) -> list[Part]:
    """`ops.pad`, the batch axis in front."""
    layer = site.layer
    assert isinstance(layer, Pad)
    pads = ((0, 0), *layer.pads)
    if layer.mode == "reflect":
        return [function(call("ops.pad", Given(0), pads, mode="reflect"))]
    if not layer.value:
        return [function(call("ops.pad", Given(0), pads))]
    kinds = {"float": float, "int": int, "bool": bool}
    value = kinds[site.inputs[0].dtype](layer.value)
    return [function(call("ops.pad", Given(0), pads, constant_values=unless(value, 0)))]
