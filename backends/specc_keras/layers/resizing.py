"""More or fewer positions; what Keras has for images only is a layer of the model's own."""

from specc.emit.expression import Given, Lit, call, unless
from specc.ir.dim import Dim
from specc.layers.resizing import PixelShuffle, Resize, Upsample, factor
from specc_keras.layers.convolution import per_axis
from specc_keras.spelling import Part, Site, function, made, spells


@spells(Upsample)
def upsample(site: Site) -> list[Part]:
    """`layers.UpSampling1D` to `3D`."""
    layer = site.layer
    assert isinstance(layer, Upsample)
    return [_scaled(layer.scales(site.inputs[0]), layer.mode)]


def _scaled(scales: tuple[int, ...], mode: str) -> Part:
    axes = len(scales)
    size = Lit(per_axis(scales), "size")
    if mode == "bilinear" and axes != 2:
        return made(call("Resize", scale=scales, interpolation="bilinear"))
    interpolation = {"interpolation": unless(mode, "nearest")} if axes == 2 else {}
    return made(call(f"layers.UpSampling{axes}D", size, **interpolation))


@spells(Resize)
def resize(site: Site) -> list[Part]:
    """`ops.image.resize` for images of known sizes."""
    layer, kind = site.layer, site.inputs[0]
    assert isinstance(layer, Resize)
    pairs = list(zip(kind.sizes, layer.sizes, strict=False))
    scales = tuple(factor(*pair) or 1 for pair in pairs)
    is_open = any(isinstance(size, Dim) for size in layer.sizes)
    if is_open and all(factor(*pair) for pair in pairs):
        return [_scaled(scales, layer.mode)]
    if is_open:
        sizes = tuple(None if isinstance(size, Dim) else size for size in layer.sizes)
        return [made(call("Resize", sizes, scales, interpolation=layer.mode))]
    if site.spatial != 2:
        return [made(call("Resize", layer.sizes, interpolation=layer.mode))]
    mode = unless(layer.mode, "bilinear")
    return [function(call("ops.image.resize", Given(0), layer.sizes, interpolation=mode))]


@spells(PixelShuffle)
def pixel_shuffle(site: Site) -> list[Part]:
    """A layer of the model's own."""
    layer = site.layer
    assert isinstance(layer, PixelShuffle)
    return [made(call("PixelShuffle", Lit(layer.factor, "factor")))]
