"""Noise that only training sees: dropped elements, dropped channels, added noise."""

from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Real
from specc.layer import Case, Layer
from specc.setting import setting

MASK_BYTES = 4
"""Of one value of a mask that is not fused: PyTorch keeps it in single precision."""


class TrainingNoise(Layer, abstract=True):
    """A random change in training, nothing in evaluation."""

    family = "regularising"
    transparent = True
    linear = True


class Dropout(TrainingNoise):
    """`y = x m / (1 - rate)` in training, with `m` 0 at a share `rate` of the elements, else 1.

    Shapes: any → the same.
    Srivastava et al. 2014, Journal of Machine Learning Research 15.
    """

    rate: float = setting(Real(0, 1, below=True), doc="share of the elements that are dropped")

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The mask, of truth values in PyTorch's fused kernel (on a CPU it takes four bytes)."""
        return inputs[0].size

    cases = (
        Case("Dropout(0.3)", ((30,),), (30,)),
        Case("Dropout(rate=0)", ((7, 5, 4),), (7, 5, 4)),
    )


class SpatialDropout(TrainingNoise):
    """Dropout of whole channels: the mask has one value for each channel of an example.

    Shapes: `[..., channels]` → the same.
    Tompson et al. 2015, arXiv 1411.4280.
    """

    ranks = (2, None)
    rate: float = setting(Real(0, 1, below=True), doc="share of the channels that are dropped")

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The mask, in single precision."""
        return inputs[0].channels * MASK_BYTES

    cases = (
        Case("SpatialDropout(0.2)", ((9, 4),), (9, 4)),
        Case("SpatialDropout(0.2)", ((7, 5, 4),), (7, 5, 4)),
    )


class GaussianNoise(TrainingNoise):
    """`y = x + std z` in training, with `z` drawn from a standard normal.

    Shapes: any → the same.
    Bishop 1995, Neural Computation 7(1).
    """

    std: float = setting(Real(0), doc="standard deviation of the noise")

    cases = (
        Case("GaussianNoise(0.1)", ((30,),), (30,)),
        Case("GaussianNoise(std=1)", ((7, 5, 4),), (7, 5, 4)),
    )
