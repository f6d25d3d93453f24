"""Layers that act on the last axis with one weight per channel or pair of channels."""

from typing import TYPE_CHECKING

from specc.initialiser import ONES, VECTOR_INITIALISER, ZEROS, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Name, Optional
from specc.layer import Case, Layer, Shape, Weight, Weighted
from specc.setting import Fault, setting
from specc.window import channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class Dense(Weighted):
    """Fully connected layer over the last axis: `y = f(x W + b)`.

    Shapes: `[..., channels]` → `[..., units]`; W is `[channels, units]`, b is `[units]`.
    """

    family = "dense"
    ranks = (1, None)
    form = "[..., channels]"
    linear = True
    units: int = setting(Int(1), doc="the number of output channels")
    tie: str | None = setting(
        Optional(Name()), None, doc="the embedding whose matrix, transposed, is the kernel"
    )

    def check(self) -> Fault | None:
        """A tied layer has no kernel that settings could act on."""
        idle = {"init", "l1", "l2", "max_norm"} & set(self.given())
        if self.tie is None or not idle:
            return None
        name = min(idle)
        message = f"`{self.word}` has no kernel of its own that `{name}` could act on"
        message = f"{message}: it is tied to `{self.tie}`"
        help = f"give the setting to `{self.tie}`"
        return Fault(message, help, setting=name, rule="invalid-setting")

    def shape(self, *inputs: TensorType) -> Shape:
        """The last size becomes `units`."""
        return fixed_channels(self.word, inputs[0]) or inputs[0].with_channels(self.units)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The kernel (unless tied) and the bias."""
        channels = channel_count(inputs[0])
        kernel = Weight(
            "kernel", (channels, self.units), self.init, self.trainable, channels, self.units
        )
        bias = Weight("bias", (self.units,), self.bias_init, self.trainable)
        return ((kernel,) if self.tie is None else ()) + ((bias,) if self.bias else ())

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """One for each pair of an input channel and an output element."""
        return outputs[0].size * inputs[0].channels

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each output sums over all channels."""
        return path.mix(inputs[0], self.units)

    cases = (
        Case("Dense(64)", ((30,),), (64,), 1984),
        Case("Dense(5, bias=false)", ((7, 3),), (7, 5), 15),
        Case("Dense(4, activation=relu, init=he_uniform)", ((2, 3, 6),), (2, 3, 4), 28),
    )


class Bias(Layer):
    """Adds a learned vector to the last axis: `y = x + b`.

    Shapes: `[..., channels]` → the same.
    """

    family = "dense"
    ranks = (1, None)
    form = "[..., channels]"
    transparent = True
    linear = True
    init: Initialiser = setting(
        VECTOR_INITIALISER, ZEROS, positional=False, doc="how the vector starts"
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the vector"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own."""
        return fixed_channels(self.word, inputs[0]) or inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The vector."""
        return (Weight("bias", (channel_count(inputs[0]),), self.init, self.trainable),)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The vector is the same everywhere."""
        return path.lift(inputs[0], "bias")

    cases = (
        Case("Bias", ((7, 5),), (7, 5), 5),
        Case("Bias(init=ones)", ((4, 4, 3),), (4, 4, 3), 3),
        Case("Bias(trainable=false)", ((5,),), (5,), 0, 5),
    )


class Scale(Layer):
    """Multiplies the last axis by a learned vector: `y = x * s`.

    Shapes: `[..., channels]` → the same.
    """

    family = "dense"
    ranks = (1, None)
    form = "[..., channels]"
    transparent = True
    linear = True
    init: Initialiser = setting(
        VECTOR_INITIALISER, ONES, positional=False, doc="how the vector starts"
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the vector"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own."""
        return fixed_channels(self.word, inputs[0]) or inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The vector."""
        return (Weight("scale", (channel_count(inputs[0]),), self.init, self.trainable),)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each channel times its factor."""
        return path.stretch(inputs[0], "scale")

    cases = (
        Case("Scale", ((7, 5),), (7, 5), 5),
        Case("Scale(init=constant(0.1))", ((4, 4, 3),), (4, 4, 3), 3),
        Case("Scale(trainable=false)", ((5,),), (5,), 0, 5),
    )
