"""What a layer is: one declaration that says everything true of it in any framework.

A layer class reads from top to bottom: docstring (formula, shapes, source), settings, shape rule,
weights, operations, signal, cases. Add one by writing a class in `specc/layers/<family>.py` and one
spelling in each backend; nothing else is edited.
"""

import re
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from specc.initialiser import AUTO, INITIALISER, VECTOR_INITIALISER, ZEROS, Initialiser
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Optional, Real, Word
from specc.namedtuple import NamedTuple
from specc.setting import REQUIRED, Declared, Fault, Member, Setting, setting

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

Shape: TypeAlias = "TensorType | tuple[TensorType, ...] | Fault"


class Weight(NamedTuple):
    """One array of a layer: its name in the neutral weights file, shape and start.

    `shape` is in specc's own order: kernels end in (in, out). `fan_in` and `fan_out` are the
    counts that variance-scaling initialisers use; 0 where no such initialiser is meant.
    """

    name: str
    shape: tuple[int, ...]
    init: Initialiser
    trainable: bool = True
    fan_in: int = 0
    fan_out: int = 0

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)


class Case(NamedTuple):
    """An example that the generic tests run, statically and in each framework.

    `inputs` and `output` are sizes without the batch axis; `output` is a tuple of such where the
    layer has several outputs. The numbers come from the frameworks.
    """

    use: str
    inputs: tuple[tuple[int, ...], ...]
    output: Any
    trainable: int = 0
    fixed: int = 0
    dtype: str = "float"


class Layer(Declared):
    """A function of tensors, with settings and perhaps weights."""

    family: ClassVar[str] = ""
    stem: ClassVar[str] = ""
    """What an unnamed use is called in summaries, weights and generated code."""
    known: ClassVar[dict[str, type["Layer"]]] = {}
    inputs: ClassVar[tuple[int, int | None]] = (1, 1)
    """The fewest and the most inputs (None: any number)."""
    ranks: ClassVar[tuple[int, int | None]] = (0, None)
    """The fewest and the most axes of an input, the batch axis not counted."""
    form: ClassVar[str] = ""
    """How a message shows the input that `ranks` asks for: `[height, width, channels]`."""
    dtypes: ClassVar[tuple[str, ...]] = ("float",)
    transparent: ClassVar[bool] = False
    """True where the layer neither mixes channels nor bends values, so that `init=auto` and the
    rules look through it to the activation behind."""
    linear: ClassVar[bool] = False
    """True where the output is an affine function of the input in evaluation mode."""
    saves_inputs: ClassVar[bool] = False
    """True where the backward pass needs the inputs' values."""
    saves_output: ClassVar[bool] = False
    """True where the backward pass needs the output's values."""
    view: ClassVar[bool] = False
    """True where the output shares the input's memory."""
    source: ClassVar[bool] = False
    """True where the layer starts a flow: no tensor flows into it.

    Its one input is the first of the block or model around it, from which it takes the number of
    examples and nothing else.
    """
    opaque: ClassVar[bool] = False
    """True where only Python that specc does not write knows the weights: they are counted, and
    they are not carried from one framework to another."""
    random: ClassVar[bool] = False
    """True where the output is drawn anew at every call, in evaluation mode too."""
    spatial: ClassVar[int] = 0
    """The number of spatial axes that per-axis settings are given for."""
    cases: ClassVar[tuple[Case, ...]] = ()

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__()
        if abstract:
            return
        cls.word = cls.__name__
        cls.settings = {name: _on_axes(s, cls.spatial) for name, s in cls.settings.items()}
        for name, declared in cls.settings.items():
            setattr(cls, name, None if declared.default is REQUIRED else declared.default)
        if not cls.stem:
            cls.stem = snake(cls.word)
        Layer.known[cls.word] = cls

    def shape(self, *inputs: TensorType) -> Shape:
        """The output's type (or types) for inputs whose number, ranks and dtypes are right.

        Unless a layer says otherwise, the first input's own.
        """
        return inputs[0]

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The arrays that a first use with these inputs creates."""
        return ()

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Multiply-adds for one example: those of products with weights or between tensors."""
        return 0

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Bytes for one example that training keeps besides tensors: masks, indices."""
        return 0

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """How signal and gradient pass at initialisation, in the words of `path`.

        It ends in front of the layer's own `activation`. Unless a layer says otherwise, nothing is
        known behind it.
        """
        return path.unknown(f"nothing is known of `{self.word}`")


class Activation(Layer, abstract=True):
    """An elementwise (or, for softmax, one-axis) function that is also an `activation=` word."""

    family = "activation"
    words: ClassVar[dict[str, type["Activation"]]] = {}
    activation_words: ClassVar[tuple[str, ...]] = ()
    """The words for it in `activation=`; empty where it is only a layer."""
    relu_family: ClassVar[bool] = False
    """True where `init=auto` chooses `he_normal`."""
    elementwise: ClassVar[bool] = True
    """True where each element is bent by itself, by `value`."""
    in_loss: ClassVar[bool] = False
    """True where losses take it along when it ends a model: gradients start in front of it."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__(abstract=abstract)
        for word in cls.activation_words:
            Activation.words[word] = cls

    @property
    def rectifier(self) -> float | None:
        """The slope below 0 of a function that is `x` above; None for any other."""
        return None

    def value(self, x: float) -> float:
        """The function of one number."""
        raise NotImplementedError(self.word)

    def derivative(self, x: float) -> float:
        """Its derivative."""
        raise NotImplementedError(self.word)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Each element by itself."""
        return path.bend(inputs[0], self)


class ActivationKind(Member):
    """An activation word or call; `linear` and `none` mean no activation."""

    def __init__(self) -> None:
        super().__init__("an activation such as `relu`", Activation.words)

    def read(self, value: Any) -> Any:
        """The activation as a layer, or None."""
        return None if value is None or value == "linear" else super().read(value)


ACTIVATION = ActivationKind()


class Weighted(Layer, abstract=True):
    """A layer with a kernel: the settings that all of these share."""

    linear = True
    saves_inputs = True
    init: Initialiser = setting(INITIALISER, AUTO, positional=False, doc="how the kernel starts")
    bias_init: Initialiser = setting(
        VECTOR_INITIALISER, ZEROS, positional=False, doc="how the bias starts"
    )
    bias: bool = setting(Bool(), True, positional=False, doc="whether a bias is added")
    l1: float = setting(
        Real(0), 0.0, positional=False, doc="factor of the kernel's absolute sum in the loss"
    )
    l2: float = setting(
        Real(0), 0.0, positional=False, doc="factor of the kernel's squared sum in the loss"
    )
    max_norm: float | None = setting(
        Optional(Real(0, above=True)),
        None,
        positional=False,
        doc="largest Euclidean norm of the weights into one unit, restored after each step",
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the weights"
    )
    activation: Activation | None = setting(
        ACTIVATION, None, positional=False, doc="what is applied to the result"
    )


def _on_axes(declared: Setting, spatial: int) -> Setting:
    """Settings given per axis learn the number of axes, and their defaults take that form."""
    on = getattr(declared.kind, "on", None)
    if on is None:
        return declared
    kind = on(spatial)
    known = declared.default is not REQUIRED and declared.default is not None
    return declared._replace(
        kind=kind, default=kind.read(_word(declared.default)) if known else declared.default
    )


def _word(value: Any) -> Any:
    return Word(value) if isinstance(value, str) else value


def snake(name: str) -> str:
    """`BatchNorm` → `batch_norm`, `Conv2D` → `conv2d`, `ReLU` → `relu`."""
    return _WORD_START.sub("_", name).lower()


_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
