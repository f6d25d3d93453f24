"""Networks of `keras.applications` without their head.

What their weights expect of an image is in `keras.applications.imagenet_utils.preprocess_input`
("caffe", "torch", "tf") and, for EfficientNetV2, in the network's own first layer.
"""

from typing import Any, NamedTuple

from specc.emit.expression import Given, call, unless
from specc.layers.pretrained import Pretrained
from specc_keras.spelling import Part, Site, function, made, spells


class Family(NamedTuple):
    """What the networks of a family have in common.

    `scaling` brings RGB in 0..1 into the range that the weights expect; `own` is true where the
    network would do that itself, and has to be told not to.
    """

    name: str
    scaling: str
    own: bool = False


FAMILIES = {
    "resnet": Family("ResNet", "caffe"),
    "vgg": Family("VGG", "caffe"),
    "densenet": Family("DenseNet", "torch"),
    "mobilenet_v2": Family("MobileNetV2", "tf"),
    "mobilenet_v3": Family("MobileNetV3", "tf", own=True),
    "convnext": Family("ConvNeXt", "torch", own=True),
    "efficientnet_v2": Family("EfficientNetV2", "v2", own=True),
}

MEAN, VARIANCE = (0.485, 0.456, 0.406), (0.052441, 0.050176, 0.050625)
"""Of ImageNet's channels, RGB in 0..1."""

BLUE_GREEN_RED = (-103.939, -116.779, -123.68)
"""What the first networks took from each channel in 0..255."""


@spells(Pretrained)
def pretrained(site: Site) -> list[Part]:
    """`keras.applications.ResNet50`, behind the scaling that its weights want."""
    layer = site.layer
    assert isinstance(layer, Pretrained)
    start, family = next((s, f) for s, f in FAMILIES.items() if layer.network.startswith(s))
    size = layer.network.removeprefix(start).removeprefix("_")
    shape = tuple(n if isinstance(n, int) else None for n in site.inputs[0].sizes)
    own: dict[str, Any] = {"include_preprocessing": False} if family.own else {}
    network = call(
        f"keras.applications.{family.name}{size.capitalize()}",
        include_top=False,
        weights=None if layer.start is None else str(layer.start),
        input_shape=shape,
        **own,
    )
    if start == "resnet":
        network = call("without_biases", network)
    make = call("backbone", network, trainable=unless(layer.trainable, False))
    return [*_scaled(family.scaling), made(make, main=True)]


def _scaled(scaling: str) -> list[Part]:
    if scaling == "caffe":
        turned = function(call("ops.flip", Given(0), axis=-1))
        return [turned, made(call("layers.Rescaling", 255.0, offset=BLUE_GREEN_RED))]
    if scaling == "torch":
        return [made(call("layers.Normalization", mean=MEAN, variance=VARIANCE))]
    scale = 2.0 if scaling == "tf" else 255 / 128
    return [made(call("layers.Rescaling", scale, offset=-1.0))]
