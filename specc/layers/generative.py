"""Layers of generative models: samples, noise, and tensors that are learned themselves."""

from typing import TYPE_CHECKING

from specc.axis import clash
from specc.initialiser import VECTOR_INITIALISER, ZEROS, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, ListOf
from specc.layer import Case, Layer, Shape, Weight
from specc.layers.merging import disagreement
from specc.setting import Fault, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4


class SampleNormal(Layer):
    """Draws from a normal distribution so that gradients reach its parameters.

    `y = mean + exp(log_var / 2) z` in training, with `z` standard normal; `y = mean` otherwise.

    Shapes: any, the same for both → the same.
    Kingma and Welling 2014, arXiv 1312.6114, section 2.4.
    """

    family = "generative"
    inputs = (2, 2)

    def shape(self, *inputs: TensorType) -> Shape:
        """That of the mean; the logarithm of the variance has the same."""
        mean, log_var = inputs
        if mean.rank != log_var.rank:
            axes = f"{mean.rank} axes and {log_var.rank}"
            return Fault(f"`{self.word}` joins {mean} and {log_var}: {axes}")
        found = clash(zip(mean.sizes, log_var.sizes, strict=True))
        return mean if found is None else disagreement(self.word, mean, log_var, found)

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The deviation and the noise, in single precision."""
        return outputs[0].size * (2 * FLOAT_BYTES)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The noise adds its variance."""
        return path.sample(*inputs)

    cases = (
        Case("SampleNormal", ((6,), (6,)), (6,)),
        Case("SampleNormal", ((9, 4), (9, 4)), (9, 4)),
        Case("SampleNormal", ((7, 5, 4), (7, 5, 4)), (7, 5, 4)),
    )


class Source(Layer, abstract=True):
    """A layer that starts a flow: the same sizes for each example, whatever the inputs are."""

    family = "generative"
    source = True
    dtypes = ("float", "int", "bool")
    sizes: tuple[int, ...] = setting(
        ListOf(Int(1)), doc="the sizes of the tensor, without the batch axis"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The sizes as they are given."""
        return TensorType(self.sizes)


class Learned(Source):
    """A tensor whose values are learned, the same for every example.

    For class tokens, positions, styles. It takes no tensor: `token = Learned([1, 768])`.

    Shapes: nothing → `sizes`.
    """

    init: Initialiser = setting(
        VECTOR_INITIALISER, ZEROS, positional=False, doc="how the values start"
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the values"
    )

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The tensor itself."""
        return (Weight("value", self.sizes, self.init, self.trainable),)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same for every example."""
        return path.constant("value")

    cases = (
        Case("Learned([1, 6])", ((3, 6),), (1, 6), 6),
        Case("Learned([4, 5, 2], init=normal(0.02))", ((7,),), (4, 5, 2), 40),
        Case("Learned([8], init=ones, trainable=false)", ((6, 5, 2),), (8,), 0, 8),
    )


class Noise(Source):
    """Standard normal noise, drawn anew at every call: in training and in evaluation.

    What a generator makes its samples from. It takes no tensor: `z = Noise([100])`.

    Shapes: nothing → `sizes`.
    Goodfellow et al. 2014, arXiv 1406.2661.
    """

    random = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Standard normal."""
        return path.drawn()

    cases = (
        Case("Noise([6])", ((3, 6),), (6,)),
        Case("Noise([4, 5, 2])", ((7,),), (4, 5, 2)),
        Case("Noise([9, 4])", ((5,),), (9, 4)),
    )
