"""Activations: elementwise functions, and the softmax family along one axis.

Each is a layer and, where it has words, a value of `activation=`. In the formulas `sigmoid(x)` is
`1 / (1 + exp(-x))`.
"""

from collections.abc import Iterable
from math import erf, exp, expm1, log1p, pi, sqrt, tanh
from typing import TYPE_CHECKING, Any

from specc.axis import clash, find_axis
from specc.initialiser import VECTOR_INITIALISER, Constant, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Real
from specc.layer import Activation, Case, Shape, Weight
from specc.setting import Fault, Given, setting
from specc.window import channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def sigmoid(x: float) -> float:
    """`1 / (1 + exp(-x))`, without overflow."""
    return 0.5 * (1.0 + tanh(0.5 * x))


def softplus(x: float) -> float:
    """`log(1 + exp(x))`, without overflow."""
    return max(x, 0.0) + log1p(exp(-abs(x)))


class ReLU(Activation):
    """`max(x, 0)`.

    Shapes: any → the same.
    Nair and Hinton 2010, ICML.
    """

    activation_words = ("relu",)
    relu_family = True
    saves_output = True

    @property
    def rectifier(self) -> float | None:
        """Nothing passes below 0."""
        return 0.0

    def value(self, x: float) -> float:
        """The function."""
        return max(x, 0.0)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 if x > 0.0 else 0.0

    cases = (Case("ReLU", ((7, 5, 4),), (7, 5, 4)), Case("ReLU", ((6,),), (6,)))


class ReLU6(Activation):
    """`min(max(x, 0), 6)`.

    Shapes: any → the same.
    Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10.
    """

    activation_words = ("relu6",)
    relu_family = True
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return min(max(x, 0.0), 6.0)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 if 0.0 < x < 6.0 else 0.0

    cases = (Case("ReLU6", ((7, 5, 4),), (7, 5, 4)), Case("ReLU6", ((6,),), (6,)))


class LeakyReLU(Activation):
    """`x` where it is positive, else `slope * x`.

    Shapes: any → the same.
    Maas, Hannun and Ng 2013, ICML Workshop on Deep Learning for Audio, Speech and Language.
    """

    foreign = {"alpha": "slope"}
    activation_words = ("leaky_relu",)
    relu_family = True
    saves_inputs = True
    slope: float = setting(Real(0), 0.01, doc="factor of negative values")

    @property
    def rectifier(self) -> float | None:
        """The setting."""
        return self.slope

    def value(self, x: float) -> float:
        """The function."""
        return x if x > 0.0 else self.slope * x

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 if x > 0.0 else self.slope

    cases = (
        Case("LeakyReLU", ((7, 5, 4),), (7, 5, 4)),
        Case("LeakyReLU(0.2)", ((6,),), (6,)),
    )


class PReLU(Activation):
    """`x` where it is positive, else `slope * x`, with one learned slope for each channel.

    Shapes: `[..., channels]` → the same; `slope` is `[channels]`.
    He et al. 2015, arXiv 1502.01852.
    """

    ranks = (1, None)
    form = "[..., channels]"
    relu_family = True
    saves_inputs = True
    init: Initialiser = setting(
        VECTOR_INITIALISER, Constant(value=0.25), positional=False, doc="how the slopes start"
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the slopes"
    )

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own."""
        return fixed_channels(self.word, inputs[0]) or inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The slopes."""
        return (Weight("slope", (channel_count(inputs[0]),), self.init, self.trainable),)

    @property
    def rectifier(self) -> float | None:
        """What the slopes start with."""
        return self.init.moments((1,), 0, 0)[0]

    def value(self, x: float) -> float:
        """The function."""
        return x if x > 0.0 else self.init.moments((1,), 0, 0)[0] * x

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 if x > 0.0 else self.init.moments((1,), 0, 0)[0]

    cases = (
        Case("PReLU", ((7, 5, 4),), (7, 5, 4), 4),
        Case("PReLU(init=zeros)", ((6,),), (6,), 6),
        Case("PReLU(trainable=false)", ((9, 3),), (9, 3), 0, 3),
    )


class ELU(Activation):
    """`x` where it is positive, else `alpha * (exp(x) - 1)`.

    Shapes: any → the same.
    Clevert, Unterthiner and Hochreiter 2016, arXiv 1511.07289.
    """

    activation_words = ("elu",)
    relu_family = True
    saves_inputs = True
    alpha: float = setting(Real(0), 1.0, doc="minus the limit for large negative values")

    def value(self, x: float) -> float:
        """The function."""
        return x if x > 0.0 else self.alpha * expm1(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 if x > 0.0 else self.alpha * exp(x)

    cases = (Case("ELU", ((7, 5, 4),), (7, 5, 4)), Case("ELU(0.5)", ((6,),), (6,)))


class SELU(Activation):
    """`1.0507009873554805 * ELU(x)` with `alpha = 1.6732632423543772`.

    Keeps mean 0 and variance 1 from layer to layer where weights start as `lecun_normal`.

    Shapes: any → the same.
    Klambauer et al. 2017, arXiv 1706.02515.
    """

    activation_words = ("selu",)
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return SELU_SCALE * (x if x > 0.0 else SELU_ALPHA * expm1(x))

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return SELU_SCALE * (1.0 if x > 0.0 else SELU_ALPHA * exp(x))

    cases = (Case("SELU", ((7, 5, 4),), (7, 5, 4)), Case("SELU", ((6,),), (6,)))


class GELU(Activation):
    """`x * Phi(x)`, with `Phi` the distribution function of the standard normal.

    With `approximate=true`
    `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))`, as in BERT and GPT-2.

    Shapes: any → the same.
    Hendrycks and Gimpel 2016, arXiv 1606.08415.
    """

    activation_words = ("gelu",)
    relu_family = True
    saves_inputs = True
    approximate: bool = setting(Bool(), False, positional=False, doc="whether to use the tanh form")

    def value(self, x: float) -> float:
        """The function."""
        if self.approximate:
            return 0.5 * x * (1.0 + tanh(_bent(x)))
        return x * _below(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        if self.approximate:
            share = tanh(_bent(x))
            steep = sqrt(2.0 / pi) * (1.0 + 3.0 * 0.044715 * x * x)
            return 0.5 * (1.0 + share) + 0.5 * x * (1.0 - share * share) * steep
        return _below(x) + x * exp(-0.5 * x * x) / sqrt(2.0 * pi)

    cases = (
        Case("GELU", ((7, 5, 4),), (7, 5, 4)),
        Case("GELU(approximate=true)", ((6,),), (6,)),
        Case("Dense(3, activation=gelu_tanh)", ((6,),), (3,), 21),
    )


class TanhGELU(GELU, abstract=True):
    """The word `gelu_tanh`, which stands for `GELU(approximate=true)`."""

    word = "gelu_tanh"
    activation_words = ("gelu_tanh",)
    settings = {}

    @classmethod
    def bind(cls, given: Iterable[Given]) -> tuple[Any, list[Fault]]:
        """The tanh form; it has no settings."""
        made, faults = super().bind(given)
        return (None if made is None else GELU(approximate=True)), faults


class SiLU(Activation):
    """`x * sigmoid(x)`, also known as swish.

    Shapes: any → the same.
    Elfwing, Uchibe and Doya 2018, arXiv 1702.03118; Ramachandran et al. 2017, arXiv 1710.05941.
    """

    activation_words = ("silu", "swish")
    relu_family = True
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return x * sigmoid(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        share = sigmoid(x)
        return share + x * share * (1.0 - share)

    cases = (Case("SiLU", ((7, 5, 4),), (7, 5, 4)), Case("SiLU", ((6,),), (6,)))


class Mish(Activation):
    """`x * tanh(log(1 + exp(x)))`.

    Shapes: any → the same.
    Misra 2019, arXiv 1908.08681.
    """

    activation_words = ("mish",)
    relu_family = True
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return x * tanh(softplus(x))

    def derivative(self, x: float) -> float:
        """Its derivative."""
        inner = tanh(softplus(x))
        return inner + x * (1.0 - inner * inner) * sigmoid(x)

    cases = (Case("Mish", ((7, 5, 4),), (7, 5, 4)), Case("Mish", ((6,),), (6,)))


class Sigmoid(Activation):
    """`1 / (1 + exp(-x))`.

    Shapes: any → the same.
    """

    activation_words = ("sigmoid",)
    in_loss = True
    saves_output = True

    def value(self, x: float) -> float:
        """The function."""
        return sigmoid(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        share = sigmoid(x)
        return share * (1.0 - share)

    cases = (Case("Sigmoid", ((7, 5, 4),), (7, 5, 4)), Case("Sigmoid", ((6,),), (6,)))


SIGMOID = Sigmoid()


class HardSigmoid(Activation):
    """`min(max(x + 3, 0), 6) / 6`, the form of MobileNetV3.

    Shapes: any → the same.
    Howard et al. 2019, arXiv 1905.02244.
    """

    activation_words = ("hard_sigmoid",)
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return min(max(x + 3.0, 0.0), 6.0) / 6.0

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 / 6.0 if -3.0 < x < 3.0 else 0.0

    cases = (Case("HardSigmoid", ((7, 5, 4),), (7, 5, 4)), Case("HardSigmoid", ((6,),), (6,)))


class HardSwish(Activation):
    """`x * min(max(x + 3, 0), 6) / 6`.

    Shapes: any → the same.
    Howard et al. 2019, arXiv 1905.02244.
    """

    activation_words = ("hard_swish",)
    relu_family = True
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return x * min(max(x + 3.0, 0.0), 6.0) / 6.0

    def derivative(self, x: float) -> float:
        """Its derivative."""
        if x <= -3.0:
            return 0.0
        return 1.0 if x >= 3.0 else (2.0 * x + 3.0) / 6.0

    cases = (Case("HardSwish", ((7, 5, 4),), (7, 5, 4)), Case("HardSwish", ((6,),), (6,)))


class Tanh(Activation):
    """`(exp(x) - exp(-x)) / (exp(x) + exp(-x))`.

    Shapes: any → the same.
    """

    activation_words = ("tanh",)
    saves_output = True

    def value(self, x: float) -> float:
        """The function."""
        return tanh(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        share = tanh(x)
        return 1.0 - share * share

    cases = (Case("Tanh", ((7, 5, 4),), (7, 5, 4)), Case("Tanh", ((6,),), (6,)))


TANH = Tanh()


class Softplus(Activation):
    """`log(1 + exp(x))`.

    Shapes: any → the same.
    Dugas et al. 2001, NIPS.
    """

    activation_words = ("softplus",)
    saves_inputs = True

    def value(self, x: float) -> float:
        """The function."""
        return softplus(x)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return sigmoid(x)

    cases = (Case("Softplus", ((7, 5, 4),), (7, 5, 4)), Case("Softplus", ((6,),), (6,)))


class Softsign(Activation):
    """`x / (1 + |x|)`.

    Shapes: any → the same.
    Turian, Bergstra and Bengio 2009, NAACL-HLT.
    """

    activation_words = ("softsign",)
    saves_inputs = True

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The denominator."""
        return inputs[0].size * FLOAT_BYTES

    def value(self, x: float) -> float:
        """The function."""
        return x / (1.0 + abs(x))

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 1.0 / (1.0 + abs(x)) ** 2

    cases = (Case("Softsign", ((7, 5, 4),), (7, 5, 4)), Case("Softsign", ((6,),), (6,)))


class Step(Activation):
    """1 where `x >= 0`, else 0: the perceptron's; its gradient is zero everywhere.

    Shapes: any → the same.
    Rosenblatt 1958, Psychological Review 65(6).
    """

    activation_words = ("step",)

    def value(self, x: float) -> float:
        """The function."""
        return 1.0 if x >= 0.0 else 0.0

    def derivative(self, x: float) -> float:
        """Its derivative."""
        return 0.0

    cases = (Case("Step", ((7, 5, 4),), (7, 5, 4)), Case("Step", ((6,),), (6,)))


class AlongAxis(Activation, abstract=True):
    """A function of all elements along one axis."""

    elementwise = False
    ranks = (1, None)
    saves_output = True
    axis: int = setting(Int(), -1, doc="the axis along which it works, without the batch axis")

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own, where it has that axis."""
        axis = find_axis(self.word, inputs[0], self.axis)
        return axis if isinstance(axis, Fault) else inputs[0]


class Softmax(AlongAxis):
    """`exp(x_i) / sum over j of exp(x_j)`: positive, with sum 1 along the axis.

    Shapes: any with at least one axis → the same.
    """

    activation_words = ("softmax",)
    in_loss = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Shares of 1."""
        return path.soften(inputs[0], self.axis % len(inputs[0].sizes))

    cases = (
        Case("Softmax", ((10,),), (10,)),
        Case("Softmax(axis=0)", ((7, 5),), (7, 5)),
        Case("Softmax", ((7, 5, 4),), (7, 5, 4)),
    )


class LogSoftmax(AlongAxis):
    """`x_i - log(sum over j of exp(x_j))`: the logarithm of softmax without its underflow.

    Shapes: any with at least one axis → the same.
    """

    activation_words = ("log_softmax",)
    in_loss = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Logarithms of shares of 1."""
        return path.soften_log(inputs[0], self.axis % len(inputs[0].sizes))

    cases = (
        Case("LogSoftmax", ((10,),), (10,)),
        Case("LogSoftmax(-2)", ((7, 5),), (7, 5)),
    )


class GLU(Activation):
    """`a * sigmoid(b)`, where `a` and `b` are the first and the second half of the channels.

    Shapes: `[..., 2 * channels]` → `[..., channels]`.
    Dauphin et al. 2017, arXiv 1612.08083.
    """

    elementwise = False
    ranks = (1, None)
    form = "[..., channels]"
    saves_inputs = True

    def shape(self, *inputs: TensorType) -> Shape:
        """Half the channels."""
        channels = inputs[0].channels
        found = clash([(channels % 2, 0)])
        if found is None:
            return inputs[0].with_channels(channels // 2)
        reason = f"and {channels} is odd"
        if found.condition:
            reason = f"which works only when `{found.condition}`"
        message = f"`{self.word}` halves the channels of {inputs[0]}, {reason}"
        return Fault(message, found.help, input=0)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """One half gates the other."""
        return path.halve(inputs[0], SIGMOID)

    cases = (
        Case("GLU", ((7, 5, 6),), (7, 5, 3)),
        Case("GLU", ((10,),), (5,)),
    )


def _below(x: float) -> float:
    """The distribution function of the standard normal."""
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def _bent(x: float) -> float:
    return sqrt(2.0 / pi) * (x + 0.044715 * x * x * x)
