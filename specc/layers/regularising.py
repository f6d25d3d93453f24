"""Noise that only training sees: dropped elements, dropped channels, added noise."""

from typing import TYPE_CHECKING

from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Real
from specc.layer import Case, Layer
from specc.setting import setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

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

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Elements are dropped one by one."""
        return path.drop(inputs[0], self.rate)

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

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Channels are dropped at all positions."""
        return path.drop(inputs[0], self.rate, "channel")

    cases = (
        Case("SpatialDropout(0.2)", ((9, 4),), (9, 4)),
        Case("SpatialDropout(0.2)", ((7, 5, 4),), (7, 5, 4)),
    )


class AlphaDropout(TrainingNoise):
    """Dropout to SELU's lowest value, then scaled and shifted: mean and variance stay as they are.

    Shapes: any → the same.
    Klambauer et al. 2017, arXiv 1706.02515.
    """

    rate: float = setting(Real(0, 1, below=True), doc="share of the elements that are dropped")

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The mask, in single precision."""
        return inputs[0].size * MASK_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Elements become SELU's lowest value."""
        return path.drop_alpha(inputs[0], self.rate)

    cases = (
        Case("AlphaDropout(0.1)", ((30,),), (30,)),
        Case("AlphaDropout(rate=0)", ((7, 5, 4),), (7, 5, 4)),
        Case("AlphaDropout(0.3)", ((9, 4),), (9, 4)),
    )


class DropPath(TrainingNoise):
    """Stochastic depth: in training a share `rate` of the examples become zero.

    `y = x m / (1 - rate)`, with one `m` for each whole example: 0 at a share `rate`, else 1. It
    ends a residual branch, which then is left out for those examples.

    Shapes: any → the same.
    Huang et al. 2016, arXiv 1603.09382.
    """

    rate: float = setting(Real(0, 1, below=True), doc="share of the examples that are dropped")

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The mask's one value, in single precision."""
        return MASK_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Examples are dropped."""
        return path.drop(inputs[0], self.rate, "example")

    cases = (
        Case("DropPath(0.2)", ((7, 5, 4),), (7, 5, 4)),
        Case("DropPath(rate=0)", ((30,),), (30,)),
        Case("DropPath(0.1)", ((9, 4),), (9, 4)),
    )


class GaussianNoise(TrainingNoise):
    """`y = x + std z` in training, with `z` drawn from a standard normal.

    Shapes: any → the same.
    Bishop 1995, Neural Computation 7(1).
    """

    std: float = setting(Real(0), doc="standard deviation of the noise")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The noise adds its variance."""
        return path.disturb(inputs[0], self.std * self.std)

    cases = (
        Case("GaussianNoise(0.1)", ((30,),), (30,)),
        Case("GaussianNoise(std=1)", ((7, 5, 4),), (7, 5, 4)),
    )


class GaussianDropout(TrainingNoise):
    """`y = x (1 + s z)` in training, with `z` standard normal and `s = sqrt(rate / (1 - rate))`.

    The noise has the variance of dropout with that rate.

    Shapes: any → the same.
    Srivastava et al. 2014, Journal of Machine Learning Research 15, section 10.
    """

    rate: float = setting(Real(0, 1, below=True), doc="the rate of dropout with as much noise")

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The factors, in single precision."""
        return inputs[0].size * MASK_BYTES

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Factors with the mean and the variance of dropout's."""
        return path.drop(inputs[0], self.rate)

    cases = (
        Case("GaussianDropout(0.1)", ((30,),), (30,)),
        Case("GaussianDropout(rate=0)", ((7, 5, 4),), (7, 5, 4)),
        Case("GaussianDropout(0.5)", ((9, 4),), (9, 4)),
    )
