"""Networks that were trained before, from the framework's own collection."""

from typing import TYPE_CHECKING, Any

from specc.axis import declaration
from specc.backbone import BACKBONES, Backbone
from specc.initialiser import ZEROS, Auto
from specc.ir.dim import Agreement, Size, agreement, at_least
from specc.ir.tensor import TensorType
from specc.kind import Bool, Choice, Optional, Word
from specc.layer import Case, Layer, Shape, Weight
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

SMALLEST = 32
"""The height and width below which Keras builds none of the networks."""


class Pretrained(Layer):
    """A network without its head, from `torchvision.models` or `keras.applications`.

    The image is RGB in 0..1. What the network's own weights want besides (a mean taken away,
    another range) stands in front of it in the generated code. With `weights=none` the network
    starts anew and nothing is downloaded; with `trainable=false` its batch norms stay in
    evaluation mode.

    Each framework has weights of its own, so none are carried from one to the other, and the
    outputs differ.

    Shapes: `[height, width, 3]` → `[height / 32, width / 32, channels]`, each half rounded up
    (ResNet, MobileNet, EfficientNetV2), down (VGG, ConvNeXt), or up twice, then down (DenseNet).
    """

    family = "other"
    opaque = True
    ranks = (3, 3)
    form = "an image [height, width, 3]"
    network: str = setting(Choice(*BACKBONES), doc="which network")
    start: str | None = setting(
        Optional(Choice("imagenet")), Word("imagenet"), doc="what it was trained on"
    )
    trainable: bool = setting(
        Bool(), False, positional=False, doc="whether training changes the weights"
    )

    def __init__(self, **values: Any) -> None:
        """The setting `weights` is kept as `start`: layers have a method of its name."""
        super().__init__(**{("start" if n == "weights" else n): v for n, v in values.items()})

    @property
    def backbone(self) -> Backbone:
        """What is known of the network."""
        return BACKBONES[self.network]

    def shape(self, *inputs: TensorType) -> Shape:
        """Height and width halved five times, and the network's channels."""
        kind = inputs[0]
        if kind.channels != 3:
            return Fault(f"`{self.word}` wants {self.form}, got {kind}", input=0)
        for size in kind.sizes[:2]:
            fault = self._fits(kind, size)
            if fault is not None:
                return fault
        height, width = (self.backbone.size(size) for size in kind.sizes[:2])
        return TensorType((height, width, self.backbone.channels))

    def _fits(self, kind: TensorType, size: Size) -> Fault | None:
        """A fault where an image is, or may be, too small, or of a size that Keras cannot halve."""
        if isinstance(size, int) or not self.network.startswith("mobilenet"):
            return self._must(at_least(size, SMALLEST), f"{SMALLEST} x {SMALLEST} or more", kind)
        # Keras' MobileNets choose the border from the size, and take it for even where unknown.
        whole = f"sizes that {SMALLEST} divides, where they are symbolic"
        return self._must(agreement(size % SMALLEST, 0), whole, kind)

    def _must(self, verdict: Agreement, wanted: str, kind: TensorType) -> Fault | None:
        if verdict.always:
            return None
        message = f"`{self.word}({self.network})` wants {wanted}, got {kind}"
        return Fault(message, declaration(verdict.condition) if verdict.condition else "", input=0)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """One flat array of all weights, and one of the batch norms' statistics."""
        facts = self.backbone
        learned = Weight("pretrained", (facts.trainable,), Auto(), self.trainable)
        statistics = Weight("statistics", (facts.statistics,), ZEROS, trainable=False)
        return (learned, statistics) if facts.statistics else (learned,)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Those of torchvision's network."""
        return self.backbone.total(self.backbone.macs, *inputs[0].sizes[:2])

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """What torchvision's network keeps in training; frozen, behind an image: nothing."""
        if not self.trainable:
            return 0
        return self.backbone.total(self.backbone.kept, *inputs[0].sizes[:2])

    def given(self) -> dict[str, Any]:
        """The settings whose values differ from their defaults, in positional order."""
        values = {"network": self.network, "weights": self.start, "trainable": self.trainable}
        return {n: v for n, v in values.items() if v != self.settings[n].default}

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal settings."""
        return Pretrained, self.network, self.start, self.trainable

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Trained weights are not random."""
        return path.unknown(f"the weights of `{self.word}` are not random")

    cases = (
        Case("Pretrained(resnet50)", ((224, 224, 3),), (7, 7, 2048), 0, 23_561_152),
        Case("Pretrained(resnet50, none)", ((225, 193, 3),), (8, 7, 2048), 0, 23_561_152),
        Case("Pretrained(vgg16, trainable=true)", ((97, 131, 3),), (3, 4, 512), 14_714_688),
        Case("Pretrained(densenet121)", ((225, 193, 3),), (7, 6, 1024), 0, 7_037_504),
        Case(
            "Pretrained(mobilenet_v2, trainable=true)",
            ((225, 193, 3),),
            (8, 7, 1280),
            2_223_872,
            34_112,
        ),
        Case("Pretrained(convnext_tiny, none)", ((97, 131, 3),), (3, 4, 768), 0, 27_820_128),
        Case("Pretrained(efficientnet_v2_s)", ((97, 131, 3),), (4, 5, 1280), 0, 20_331_360),
    )


Pretrained.settings = {
    "network": Pretrained.settings["network"],
    "weights": Pretrained.settings["start"]._replace(name="weights"),
    "trainable": Pretrained.settings["trainable"],
}
