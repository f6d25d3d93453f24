"""Normalisation: `y = gamma (x - mean) / sqrt(var + eps) + beta`, over different sets of elements."""

from specc.initialiser import ONES, ZEROS
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Real
from specc.layer import Case, Layer, Shape, Weight
from specc.setting import Fault, setting
from specc.window import fixed_channels

STATISTIC_BYTES = 8
"""A mean and a reciprocal deviation, both in single precision."""


class Normalisation(Layer, abstract=True):
    """What all normalisations share: `eps`, and a factor and a shift for each channel."""

    family = "normalisation"
    ranks = (1, None)
    axes = "[..., channels]"
    transparent = True
    saves_inputs = True
    eps: float = setting(Real(0, above=True), 1e-5, doc="what is added to the variance")
    scale: bool = setting(Bool(), True, positional=False, doc="whether there is a factor `gamma`")
    center: bool = setting(Bool(), True, positional=False, doc="whether there is a shift `beta`")
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the weights"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; the channels are known where they have weights."""
        return fixed_channels(self.word, inputs[0]) or inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """`gamma` and `beta`, as far as there are any."""
        # A frozen spelling of the pair that every normalisation has.
        sizes = inputs[0].sizes[-1:]
        shape = tuple(size for size in sizes if isinstance(size, int))
        gamma = Weight("gamma", shape, ONES, self.trainable)
        beta = Weight("beta", shape, ZEROS, self.trainable)
        return ((gamma,) if self.scale else ()) + ((beta,) if self.center else ())


class BatchNorm(Normalisation):
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
        shape = (inputs[0].channels,)
        mean = Weight("mean", shape, ZEROS, trainable=False)
        return (*super().weights(*inputs), mean, Weight("var", shape, ONES, trainable=False))

    cases = (
        Case("BatchNorm", ((8, 7, 6),), (8, 7, 6), 12, 12),
        Case("BatchNorm(0.99, scale=false)", ((5,),), (5,), 5, 10),
        Case("BatchNorm(trainable=false)", ((9, 4),), (9, 4), 0, 16),
    )
