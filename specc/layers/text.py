"""Layers that turn indices into vectors, and that tell vectors where they stand."""

from collections.abc import Mapping
from math import cos, sin
from typing import TYPE_CHECKING, ClassVar

from specc.axis import declaration
from specc.initialiser import INITIALISER, Initialiser, Normal
from specc.ir.dim import Size, at_least
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Optional, Real
from specc.layer import Case, Layer, Shape, Weight
from specc.setting import Fault, setting
from specc.window import channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class Table(Layer, abstract=True):
    """A learned vector for each index or position: the settings that such layers share."""

    family = "text"
    init: Initialiser = setting(
        INITIALISER, Normal(std=0.02), positional=False, doc="how the vectors start"
    )
    l1: float = setting(
        Real(0), 0.0, positional=False, doc="factor of the vectors' absolute sum in the loss"
    )
    l2: float = setting(
        Real(0), 0.0, positional=False, doc="factor of the vectors' squared sum in the loss"
    )
    max_norm: float | None = setting(
        Optional(Real(0, above=True)),
        None,
        positional=False,
        doc="largest Euclidean norm of a vector, restored after each step",
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the vectors"
    )

    def table(self, rows: int, channels: int) -> tuple[Weight, ...]:
        """The matrix with a vector in each row; `fan_in` is the length of a vector."""
        return (Weight("embedding", (rows, channels), self.init, self.trainable, channels, rows),)


class Embedding(Table):
    """A learned vector for each index from 0 to `vocab - 1`.

    The vectors start as in BERT and GPT-2, normal with deviation 0.02. For the index `padding` the
    result is zero, and training does not change it. A `Dense` with `tie=` uses the same matrix.

    Shapes: int `[...]` → `[..., dim]`; the matrix is `[vocab, dim]`.
    Bengio et al. 2003, "A neural probabilistic language model".
    """

    dtypes = ("int",)
    saves_inputs = True
    foreign: ClassVar[Mapping[str, str]] = {
        "input_dim": "vocab",
        "output_dim": "dim",
        "padding_idx": "padding",
        "mask_zero": "padding",
        "embeddings_initializer": "init",
    }
    vocab: int = setting(Int(1), doc="how many indices there are")
    dim: int = setting(Int(1), doc="the length of each vector")
    padding: int | None = setting(
        Optional(Int(0)), None, doc="the index whose vector is zero and stays so"
    )

    def check(self) -> Fault | None:
        """The padding is one of the indices."""
        if self.padding is None or self.padding < self.vocab:
            return None
        message = f"`padding` of `{self.word}` is {self.padding}, and the last index is"
        return Fault(f"{message} {self.vocab - 1}", setting="padding", rule="invalid-setting")

    def shape(self, *inputs: TensorType) -> Shape:
        """A last axis with the vectors is added."""
        return TensorType((*inputs[0].sizes, self.dim))

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The matrix."""
        return self.table(self.vocab, self.dim)

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """Where the padding is, one byte for each index."""
        return 0 if self.padding is None else inputs[0].size

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """A random vector for each index."""
        empty = 0.0 if self.padding is None else 1.0 / self.vocab
        return path.look(inputs[0], self.vocab, 1.0 - empty)

    cases = (
        Case("Embedding(9, 4)", ((7,),), (7, 4), 36, dtype="int"),
        Case("Embedding(9, 4, padding=1)", ((7,),), (7, 4), 36, dtype="int"),
        Case("Embedding(9, 4, trainable=false)", ((7, 3),), (7, 3, 4), 0, 36, dtype="int"),
        Case("Embedding(9, 4, init=he_normal, l2=0.1)", ((),), (4,), 36, dtype="int"),
    )


class PositionEmbedding(Table):
    """Adds a learned vector to each position: `y[t] = x[t] + P[t]`.

    A sequence may be shorter than `length`, and never longer.

    Shapes: `[time, channels]` → the same; P is `[length, channels]`.
    Gehring et al. 2017, arXiv 1705.03122; Devlin et al. 2018, arXiv 1810.04805.
    """

    ranks = (2, 2)
    form = "[time, channels]"
    linear = True
    foreign: ClassVar[Mapping[str, str]] = {
        "sequence_length": "length",
        "max_length": "length",
        "initializer": "init",
    }
    length: int = setting(Int(1), doc="how many positions have a vector")

    def shape(self, *inputs: TensorType) -> Shape:
        """The input's own; every position has a vector."""
        return fixed_channels(self.word, inputs[0]) or self._too_long(inputs[0]) or inputs[0]

    def _too_long(self, kind: TensorType) -> Fault | None:
        steps = kind.sizes[0]
        verdict = at_least(self.length - steps, 0)
        if verdict.always:
            return None
        message = f"`{self.word}` has vectors for {self.length} positions, and the input {kind}"
        rule = "positional-table-short"
        if verdict.never:
            longer = str(steps) if isinstance(steps, int) else ""
            message = f"{message} has {steps}"
            return Fault(message, setting="length", rule=rule, instead=longer)
        fits = verdict.condition or f"{steps} <= {self.length}"
        help = declaration(verdict.condition)
        return Fault(f"{message} fits only when `{fits}`", help, setting="length", rule=rule)

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The matrix."""
        return self.table(self.length, channel_count(inputs[0]))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """A random vector for each position."""
        return path.place(inputs[0], "embedding", self.length)

    cases = (
        Case("PositionEmbedding(7)", ((7, 4),), (7, 4), 28),
        Case("PositionEmbedding(10, init=uniform(0.1))", ((7, 4),), (7, 4), 40),
        Case("PositionEmbedding(8, trainable=false)", ((1, 5),), (1, 5), 0, 40),
    )


class SinusoidalPositions(Layer):
    """Adds sines and cosines of each position, in turns along the channels.

    Channel `2 i` gets `sin(t / 10000^(2 i / channels))`, channel `2 i + 1` the cosine.

    Shapes: `[time, channels]` → the same. Vaswani et al. 2017, arXiv 1706.03762, section 3.5.
    """

    family = "text"
    ranks = (2, 2)
    form = "[time, channels]"
    linear = True

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Waves, the same for every example."""
        (x,) = inputs
        return path.shift(x, *_waves(x.sizes[0], x.width))

    cases = (
        Case("SinusoidalPositions", ((7, 4),), (7, 4)),
        Case("SinusoidalPositions", ((9, 5),), (9, 5)),
        Case("SinusoidalPositions", ((300, 1),), (300, 1)),
    )


class SinusoidalEmbedding(Layer):
    """Sines and cosines of a number such as a diffusion step or a time, in turns along `dim`.

    The vector of `t` is what `SinusoidalPositions` adds at position `t`: nothing is learned.

    Shapes: int or float `[...]` → `[..., dim]`.
    Vaswani et al. 2017, arXiv 1706.03762, section 3.5; Ho et al. 2020, arXiv 2006.11239.
    """

    family = "text"
    dtypes = ("int", "float")
    dim: int = setting(Int(1), doc="the length of each vector")

    def shape(self, *inputs: TensorType) -> Shape:
        """A last axis with the waves is added."""
        return TensorType((*inputs[0].sizes, self.dim))

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Waves of a number that is taken to lie below a thousand."""
        square, mean, pairs = _waves(STEPS, self.dim)
        return path.derived(inputs[0], square, mean, pairs, _steepness(self.dim))

    cases = (
        Case("SinusoidalEmbedding(8)", ((1,),), (1, 8), dtype="int"),
        Case("SinusoidalEmbedding(5)", ((2, 3),), (2, 3, 5)),
        Case("SinusoidalEmbedding(1)", ((),), (1,), dtype="int"),
    )


STEPS = 1000
"""The numbers that `SinusoidalEmbedding` is taken to get: as many as diffusion has steps."""


def _waves(steps: int, channels: int) -> tuple[float, float, float]:
    """Mean square and mean of the waves, and the mean product at two positions of one channel."""
    count = (channels + 1) // 2
    mean = pairs = 0.0
    for at in range(count):
        turn = complex(cos(wave(at, channels)), sin(wave(at, channels)))
        middle = (1.0 - turn**steps) / (1.0 - turn) / steps
        mean += (middle.real + middle.imag) / (2 * count)
        pairs += abs(middle) ** 2 / (2 * count)
    return 0.5, mean, pairs


def _steepness(channels: int) -> float:
    """The mean square of the derivative by the number, summed over the channels."""
    count = (channels + 1) // 2
    return sum(wave(at, channels) ** 2 for at in range(count))


def wave(pair: int, channels: int) -> float:
    """The frequency of a pair of channels."""
    return float(10_000.0 ** (-2.0 * pair / channels))
