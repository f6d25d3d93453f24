"""More or fewer positions; PyTorch's words for the modes name the number of axes."""

from typing import Any

from specc.emit.expression import Expr, Given, Infix, Lit, Sequence, call, method, unless
from specc.ir.dim import Dim
from specc.layers.resizing import PixelShuffle, Resize, Upsample, factor
from specc_pytorch.pad import per_axis
from specc_pytorch.spelling import FIRST, Part, Site, function, module, spells

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
NEAREST_UP_TO = 40
"""From 41 on, rounding makes `nearest` repeat some pixels once too often."""


@spells(Upsample, wants=FIRST)
def upsample(site: Site) -> list[Part]:
    """`nn.Upsample`."""
    layer = site.layer
    assert isinstance(layer, Upsample)
    return [_scaled(layer.scales(site.inputs[0]), layer.mode)]


def _scaled(scales: tuple[int, ...], mode: str) -> Part:
    nearest = "nearest" if max(scales) <= NEAREST_UP_TO else "nearest-exact"
    word = LINEAR[len(scales)] if mode == "bilinear" else nearest
    scale = Lit(per_axis(scales), "scale_factor")
    return module(call("nn.Upsample", scale_factor=scale, mode=unless(word, "nearest")))


@spells(Resize, wants=FIRST)
def resize(site: Site) -> list[Part]:
    """`F.interpolate`; sizes that only run time knows are multiples of the input's."""
    layer, kind = site.layer, site.inputs[0]
    assert isinstance(layer, Resize)
    if any(isinstance(size, Dim) for size in layer.sizes):
        pairs = zip(kind.sizes, layer.sizes, strict=False)
        scales = [factor(size, wanted) for size, wanted in pairs]
        whole = tuple(scale for scale in scales if scale is not None)
        if len(whole) == len(scales):
            return [_scaled(whole, layer.mode)]
    # `nearest` of PyTorch rounds the corner of a pixel, not its centre.
    word = LINEAR[site.spatial] if layer.mode == "bilinear" else "nearest-exact"
    return [function(call("F.interpolate", Given(0), size=_size(site, layer), mode=word))]


def _size(site: Site, layer: Resize) -> Any:
    if not any(isinstance(size, Dim) for size in layer.sizes):
        return layer.sizes[0] if len(layer.sizes) == 1 else layer.sizes
    return Sequence(tuple(_known(site, axis, s) for axis, s in enumerate(layer.sizes)), round=True)


def _known(site: Site, axis: int, size: Any) -> Expr:
    if isinstance(size, int):
        return Lit(size)
    own = method(Given(0), "size", site.dim(axis))
    times = factor(site.inputs[0].sizes[axis], size)
    return own if times == 1 else Infix("*", Lit(times), own)


@spells(PixelShuffle, wants=FIRST)
def pixel_shuffle(site: Site) -> list[Part]:
    """`nn.PixelShuffle`."""
    layer = site.layer
    assert isinstance(layer, PixelShuffle)
    return [module(call("nn.PixelShuffle", Lit(layer.factor, "upscale_factor")))]
