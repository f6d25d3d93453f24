"""Normalisation: `y = gamma (x - mean) / sqrt(var + eps) + beta`.

Mean and variance are taken over different sets of elements; the variance is the biased one.
`RMSNorm` takes no mean away and adds none.
"""

from typing import TYPE_CHECKING, ClassVar

from specc.initialiser import ONES, ZEROS, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Real
from specc.layer import Case, Layer, Shape, Weight
from specc.setting import setting
from specc.window import channel_count, fixed_channels, indivisible

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

STATISTIC_BYTES = 8
"""A mean and a reciprocal deviation, both in single precision."""


class Normalisation(Layer, abstract=True):
    """What all normalisations share: `eps`, and a factor for each channel."""

    family = "normalisation"
    ranks: ClassVar[tuple[int, int | None]] = (1, None)
    form = "[..., channels]"
    transparent = True
    saves_inputs = True
    eps: float = setting(Real(0, above=True), 1e-5, doc="what is added to the variance")
    scale: bool = setting(Bool(), True, positional=False, doc="whether there is a factor `gamma`")
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the weights"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; the channels are known where they have weights."""
        return fixed_channels(self.word, inputs[0]) or inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """`gamma`, if there is one."""
        return self._vector("gamma", ONES, inputs[0]) if self.scale else ()

    def _vector(self, name: str, init: Initialiser, kind: TensorType) -> tuple[Weight, ...]:
        return (Weight(name, (channel_count(kind),), init, self.trainable),)


class Centred(Normalisation, abstract=True):
    """A normalisation that takes the mean away, and may add a learned one."""

    center: bool = setting(Bool(), True, positional=False, doc="whether there is a shift `beta`")

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """`gamma` and `beta`, as far as there are any."""
        beta = self._vector("beta", ZEROS, inputs[0]) if self.center else ()
        return (*super().weights(*inputs), *beta)


class BatchNorm(Centred):
    """Normalises each channel over the batch and all positions.

    While training, mean and variance are the batch's own, and the stored ones become
    `momentum * stored + (1 - momentum) * batch`; in evaluation, and under `trainable=false`, the
    stored ones are used.

    Shapes: `[..., channels]` → the same; `gamma`, `beta`, `mean`, `var` are `[channels]`.
    Ioffe and Szegedy 2015, arXiv 1502.03167.
    """

    linear = True
    momentum: float = setting(
        Real(0, 1, below=True), 0.9, doc="share of the stored average that each step keeps"
    )

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """`gamma` and `beta`, then the stored mean and variance."""
        shape = (channel_count(inputs[0]),)
        mean = Weight("mean", shape, ZEROS, trainable=False)
        return (*super().weights(*inputs), mean, Weight("var", shape, ONES, trainable=False))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """To mean square 1 over the batch; the stored statistics start at 0 and 1."""
        return path.norm_batch(inputs[0], self.eps) if self.trainable else inputs[0]

    cases = (
        Case("BatchNorm", ((8, 7, 6),), (8, 7, 6), 12, 12),
        Case("BatchNorm(0.99, scale=false)", ((5,),), (5,), 5, 10),
        Case("BatchNorm(trainable=false)", ((9, 4),), (9, 4), 0, 16),
    )


class LayerNorm(Centred):
    """Normalises the channels of each position by themselves.

    Shapes: `[..., channels]` → the same; `gamma`, `beta` are `[channels]`.
    Ba, Kiros and Hinton 2016, arXiv 1607.06450.
    """

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; without weights the number of channels may be symbolic."""
        return super().shape(*inputs) if self.scale or self.center else inputs[0]

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Mean and deviation of each position."""
        return inputs[0].with_channels(1).size * STATISTIC_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """To mean square 1 over the channels."""
        return path.norm_channels(inputs[0], self.eps)

    cases = (
        Case("LayerNorm", ((8, 7, 6),), (8, 7, 6), 12),
        Case("LayerNorm(1e-6, center=false)", ((9, 4),), (9, 4), 4),
        Case("LayerNorm(trainable=false)", ((5,),), (5,), 0, 10),
    )


class RMSNorm(Normalisation):
    """Divides the channels of each position by their root mean square.

    `y = gamma x / sqrt(mean(x ** 2) + eps)`.

    Shapes: `[..., channels]` → the same; `gamma` is `[channels]`.
    Zhang and Sennrich 2019, arXiv 1910.07467.
    """

    eps: float = setting(Real(0, above=True), 1e-6, doc="what is added to the mean square")

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; without `gamma` the number of channels may be symbolic."""
        return super().shape(*inputs) if self.scale else inputs[0]

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The reciprocal root of each position, in PyTorch's fused kernel."""
        return inputs[0].with_channels(1).size * (STATISTIC_BYTES // 2)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """To mean square 1 over the channels, with their mean."""
        return path.norm_square(inputs[0], self.eps)

    cases = (
        Case("RMSNorm", ((8, 7, 6),), (8, 7, 6), 6),
        Case("RMSNorm(eps=1e-3, trainable=false)", ((9, 4),), (9, 4), 0, 4),
        Case("RMSNorm(scale=false)", ((5,),), (5,)),
    )


class GroupNorm(Centred):
    """Normalises each group of neighbouring channels over all positions, for each example.

    Shapes: `[..., channels]` → the same; `gamma`, `beta` are `[channels]`.
    Wu and He 2018, arXiv 1803.08494.
    """

    groups: int = setting(Int(1), doc="how many groups share the channels")

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; the groups divide the channels."""
        fault = fixed_channels(self.word, inputs[0])
        if fault is not None:
            return fault
        channels = channel_count(inputs[0])
        if channels % self.groups == 0:
            return inputs[0]
        return indivisible(self.word, "channels", channels, self.groups, channels)

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Mean and deviation of each group."""
        return self.groups * STATISTIC_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """To mean square 1 over a group."""
        return path.norm_groups(inputs[0], self.groups, self.eps)

    cases = (
        Case("GroupNorm(3)", ((8, 7, 6),), (8, 7, 6), 12),
        Case("GroupNorm(4, eps=1e-3, scale=false)", ((9, 8),), (9, 8), 8),
        Case("GroupNorm(2, trainable=false)", ((2, 3, 4, 6),), (2, 3, 4, 6), 0, 12),
    )


class InstanceNorm(Centred):
    """Normalises each channel over the positions of one example.

    Shapes: `[..., channels]` with one to three axes in front → the same; `gamma`, `beta` are
    `[channels]`.
    Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022.
    """

    ranks = (2, 4)
    form = "[time, channels], [height, width, channels] or [depth, height, width, channels]"

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Mean and deviation of each channel, and the factor that PyTorch repeats for each."""
        repeated = STATISTIC_BYTES // 2 if self.scale and self.center else 0
        return inputs[0].channels * (STATISTIC_BYTES + repeated)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """To mean square 1 over the positions."""
        return path.norm_groups(inputs[0], inputs[0].width, self.eps)

    cases = (
        Case("InstanceNorm", ((8, 7, 6),), (8, 7, 6), 12),
        Case("InstanceNorm(1e-3, center=false)", ((9, 4),), (9, 4), 4),
        Case("InstanceNorm(trainable=false)", ((2, 3, 4, 6),), (2, 3, 4, 6), 0, 12),
    )
