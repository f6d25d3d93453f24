"""Recurrent layers: one step after the other along the time axis, a state handed on between them.

In the formulas `x[t]` is the input at time `t`, `h` the state before that step (zeros at the
start), and `sigmoid(x)` is `1 / (1 + exp(-x))`. `W` is the kernel, `U` the recurrent kernel.
"""

from typing import TYPE_CHECKING, ClassVar

from specc.axis import longer
from specc.initialiser import (
    INITIALISER,
    ZEROS,
    Constant,
    GlorotUniform,
    Initialiser,
    Ones,
    Orthogonal,
    Zeros,
)
from specc.ir.dim import Size
from specc.ir.tensor import TensorType
from specc.kind import Bool, Int, Optional, Real
from specc.layer import ACTIVATION, Activation, Case, Layer, Shape, Weight
from specc.layers.activation import SIGMOID, TANH, Tanh
from specc.setting import Fault, setting
from specc.window import channel_count, fixed_channels

if TYPE_CHECKING:
    from specc.flow.beat import Beat, State
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal

FLOAT_BYTES = 4


def varied_bias(word: str, init: Initialiser) -> Fault | None:
    """The fault of a bias that does not start with one value everywhere."""
    if isinstance(init, (Zeros, Ones, Constant)):
        return None
    must = f"`bias_init` of `{word}` must be `zeros`, `ones` or `constant(v)`"
    return Fault(f"{must}, got `{init.word}`", setting="bias_init", rule="invalid-setting")


class Recurrent(Layer, abstract=True):
    """A state is handed on from step to step along the time axis.

    Shapes: `[time, features]` → `[units]`, the result of the last step, or with `sequences=true`
    `[time, units]`; with `state=true` the last state as well, each part of it `[units]`. With
    `bidirectional=true` a second layer reads from the end, and every output is twice as wide:
    forward results, then backward ones. Results stand at the times of the inputs that they end
    with, also under `reverse=true`, which reads from the end only (Keras' `go_backwards` leaves
    them in the order of the steps).

    A list of the sequence and a whole state, such as `[x, h]`, starts from that state.
    """

    family = "recurrent"
    foreign = {
        "go_backwards": "reverse",
        "hidden_dim": "units",
        "recurrent_initializer": "recurrent_init",
    }
    inputs = (1, 2)
    ranks = (1, 2)
    form = "[time, features]"
    saves_inputs = True
    gates: ClassVar[int] = 1
    """How many kernels lie side by side in one."""
    states: ClassVar[tuple[str, ...]] = ("h",)
    """What the parts of the state are called."""
    biases: ClassVar[tuple[str, ...]] = ("bias",)
    """What the vectors are called that are added for each gate."""
    kept: ClassVar[int] = 2
    """Values that training keeps for each unit and step, the results among them; measured with
    cuDNN 9 on an H200."""

    sequences: bool = setting(
        Bool(), False, positional=False, doc="whether the results of all steps are given"
    )
    state: bool = setting(
        Bool(), False, positional=False, doc="whether the last state is given as well"
    )
    bidirectional: bool = setting(
        Bool(), False, positional=False, doc="whether a second layer reads from the end"
    )
    reverse: bool = setting(
        Bool(), False, positional=False, doc="whether the sequence is read from its end"
    )
    dropout: float = setting(
        Real(0, 1, below=True),
        0.0,
        positional=False,
        doc="share of the features dropped in training, the same ones at every step",
    )
    recurrent_dropout: float = setting(
        Real(0, 1, below=True),
        0.0,
        positional=False,
        doc="share of the state that the recurrent kernel does not see in training, "
        "the same one at every step",
    )
    init: Initialiser = setting(
        INITIALISER, GlorotUniform(), positional=False, doc="how the kernel starts"
    )
    recurrent_init: Initialiser = setting(
        INITIALISER, Orthogonal(), positional=False, doc="how the recurrent kernel starts"
    )
    bias_init: Initialiser = setting(
        INITIALISER, ZEROS, positional=False, doc="how the bias starts"
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
        doc="largest Euclidean norm of the kernel's weights into one gate of a unit, "
        "restored after each step",
    )
    trainable: bool = setting(
        Bool(), True, positional=False, doc="whether training changes the weights"
    )
    units: int

    def check(self) -> Fault | None:
        """A layer that reads both ways has no direction to reverse; a vector has no fans."""
        if self.bidirectional and self.reverse:
            message = f"`{self.word}` has `bidirectional=true` and `reverse=true`"
            help = "`bidirectional=true` reads both ways already"
            return Fault(message, help, setting="reverse", rule="invalid-setting")
        return varied_bias(self.word, self.bias_init)

    @property
    def directions(self) -> int:
        """How many layers read the sequence."""
        return 2 if self.bidirectional else 1

    @property
    def width(self) -> int:
        """The size of each output's last axis."""
        return self.units * self.directions

    def shape(self, *inputs: TensorType) -> Shape:
        """The sequence or its last result, then the state's parts."""
        fault = self._sequence_fault(inputs[0]) or self._state_fault(inputs)
        if fault is not None:
            return fault
        end = TensorType((self.width,))
        result = TensorType((inputs[0].sizes[0], self.width)) if self.sequences else end
        return (result, *[end] * len(self.states)) if self.state else result

    def _sequence_fault(self, kind: TensorType) -> Fault | None:
        if kind.rank == 2:
            return fixed_channels(self.word, kind)
        message = f"`{self.word}` wants {self.form}, got {kind}"
        missing = f"perhaps the feature axis is missing: {longer(kind)}"
        help = f"the batch axis is never written; {missing}"
        return Fault(message, help, input=0, rule="input-rank-mismatch")

    def _state_fault(self, inputs: tuple[TensorType, ...]) -> Fault | None:
        given = inputs[1:]
        if given and len(given) != len(self.states):
            parts = ", ".join(self.states)
            message = (
                f"`{self.word}` starts from a state of {len(self.states)} tensors, got {len(given)}"
            )
            help = f"give the whole state: `[x, {parts}] -> {self.word}`"
            return Fault(message, help, rule="input-count")
        for index, kind in enumerate(given, 1):
            if kind != TensorType((self.width,)):
                message = f"`{self.word}` starts from states of [{self.width}], got {kind}"
                return Fault(message, input=index)
        return None

    def weights(self, *inputs: TensorType) -> tuple[Weight, ...]:
        """The arrays of each direction."""
        features = channel_count(inputs[0])
        forward = self._direction("", features)
        return forward + self._direction("backward_", features) if self.bidirectional else forward

    def _direction(self, prefix: str, features: int) -> tuple[Weight, ...]:
        wide = self.gates * self.units
        learned = self.trainable
        name, start = f"{prefix}kernel", self.init
        kernel = Weight(name, (features, wide), start, learned, features, wide)
        name, start = f"{prefix}recurrent_kernel", self.recurrent_init
        recurrent = Weight(name, (self.units, wide), start, learned, self.units, wide)
        names = self.biases if self.bias else ()
        biases = [Weight(prefix + name, (wide,), self.bias_init, learned) for name in names]
        return (kernel, recurrent, *biases)

    def macs(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """The products of both kernels at every step; products between gates do not count."""
        time, features = inputs[0].sizes
        return time * (features + self.units) * (self.gates * self.width)

    @property
    def saves_output(self) -> bool:  # type: ignore[override]
        """True where the results of all steps, which cuDNN keeps, are an output."""
        return self.sequences

    def extra_bytes(self, inputs: tuple[TensorType, ...], outputs: tuple[TensorType, ...]) -> Size:
        """What else cuDNN keeps for the backward pass, gates and states, in single precision."""
        values = self.kept - 1 if self.sequences else self.kept
        return inputs[0].sizes[0] * (values * self.width * FLOAT_BYTES)

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same step again and again."""
        return path.recur(self, inputs)

    def beat(self, path: "Path", drive: float, gain: float, state: "State") -> "Beat":
        """One step from a state; `drive` is the variance of `x W` for one gate of a unit, `gain`
        the sum of the squares of `U` for one."""
        raise NotImplementedError(self.word)

    @property
    def start_bias(self) -> float:
        """The one value that a bias starts with."""
        return self.bias_init.moments((1,), 0, 0)[0] if self.bias else 0.0


class RNN(Recurrent):
    """The simple recurrent layer: `h[t] = f(x[t] W + h U + b)`, and `y[t] = h[t]`.

    Shapes: `[time, features]` → `[units]` or `[time, units]`; W is
    `[features, units]`, U is `[units, units]`, b is `[units]`. The state is `h`.
    Elman 1990, Cognitive Science 14(2).
    """

    units: int = setting(Int(1), doc="the number of units")
    activation: Activation | None = setting(ACTIVATION, Tanh(), doc="what is applied at every step")

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """The same step again and again, where what is applied works element by element."""
        if self.activation is not None and not self.activation.elementwise:
            return path.unknown(f"`{self.activation.word}` at every step is not followed")
        return path.recur(self, inputs)

    def beat(self, path: "Path", drive: float, gain: float, state: "State") -> "Beat":
        """Nothing is kept but through U."""
        news = path.curve(self.activation, self.start_bias, drive + gain * state.hidden)
        steep = news.slope
        return path.beat(None, news, 1.0, 1.0, steep, steep, loop=gain * steep, steady=0.0)

    cases = (
        Case("RNN(4)", ((7, 5),), (4,), 40),
        Case("RNN(4, activation=relu, sequences=true)", ((7, 5),), (7, 4), 40),
        Case("RNN(4, sigmoid, bias=false, state=true)", ((7, 5),), ((4,), (4,)), 36),
        Case("RNN(4, gelu, sequences=true, reverse=true)", ((7, 5),), (7, 4), 40),
        Case("RNN(4, linear, dropout=0.3)", ((7, 5), (4,)), (4,), 40),
        Case("RNN(4, recurrent_dropout=0.3, bidirectional=true)", ((7, 5),), (8,), 80),
        Case(
            "RNN(4, softsign, sequences=true, bidirectional=true, state=true)",
            ((7, 5), (8,)),
            ((7, 8), (8,)),
            80,
        ),
    )


class LSTM(Recurrent):
    """Long short-term memory, with gates i, f, g and o side by side in W, U and b.

    `i, f, g, o = x[t] W + h U + b`, then `c[t] = sigmoid(f) c + sigmoid(i) tanh(g)` and
    `y[t] = h[t] = sigmoid(o) tanh(c[t])`. There is one bias for each gate; that of f starts at 1,
    whatever `bias_init` says of the others (Jozefowicz et al. 2015, ICML).

    Shapes: `[time, features]` → `[units]` or `[time, units]`; W is
    `[features, 4 * units]`, U is `[units, 4 * units]`, b is `[4 * units]`. The state is `h, c`.
    Hochreiter and Schmidhuber 1997, Neural Computation 9(8); Gers et al. 2000 for f.
    """

    inputs = (1, 3)
    gates = 4
    states = ("h", "c")
    kept = 6
    units: int = setting(Int(1), doc="the number of units")

    def beat(self, path: "Path", drive: float, gain: float, state: "State") -> "Beat":
        """f keeps, i lets in, o lets out."""
        entering, bias = drive + gain * state.hidden, self.start_bias
        kept = path.gate(SIGMOID, 1.0 if self.bias else 0.0, entering)
        gate, news = (path.curve(one, bias, entering) for one in (SIGMOID, TANH))
        squashed = path.curve(TANH, 0.0, state.carried)
        inside = gate.square * news.slope
        learned = inside + gate.slope * news.square + state.carried * kept.curve.slope
        steady = gate.mean**2 * news.slopes(0.0)
        alike = steady + state.carried * kept.curve.slopes(0.0)
        return path.beat(
            kept,
            news,
            gate.mean,
            gate.square,
            to_input=learned,
            to_state=learned,
            loop=gain * steady * gate.mean**2 * squashed.slopes(0.0),
            steady=alike / learned,
            aside=gate.slope * squashed.square,
            read=gate.square * squashed.slope,
            opening=gate,
            squash=TANH,
        )

    cases = (
        Case("LSTM(6)", ((9, 5),), (6,), 288),
        Case("LSTM(6, sequences=true, bias=false)", ((9, 5),), (9, 6), 264),
        Case("LSTM(6, sequences=true, state=true)", ((9, 5),), ((9, 6), (6,), (6,)), 288),
        Case("LSTM(6, bidirectional=true)", ((9, 5),), (12,), 576),
        Case(
            "LSTM(6, sequences=true, bidirectional=true, state=true)",
            ((9, 5), (12,), (12,)),
            ((9, 12), (12,), (12,)),
            576,
        ),
        Case("LSTM(6, reverse=true, sequences=true)", ((9, 5),), (9, 6), 288),
        Case(
            "LSTM(6, reverse=true, sequences=true, state=true)",
            ((9, 5), (6,), (6,)),
            ((9, 6), (6,), (6,)),
            288,
        ),
        Case(
            "LSTM(6, dropout=0.2, recurrent_dropout=0.1, state=true)", ((9, 5),), ((6,),) * 3, 288
        ),
        Case("LSTM(6, dropout=0.2, sequences=true, trainable=false)", ((9, 5),), (9, 6), 0, 288),
    )


class GRU(Recurrent):
    """Gated recurrent unit, with gates z, r and n side by side in W, U, a and b.

    `z = sigmoid(x[t] Wz + az + h Uz + bz)`, `r = sigmoid(x[t] Wr + ar + h Ur + br)`,
    `n = tanh(x[t] Wn + an + r (h Un + bn))`, and `y[t] = h[t] = z h + (1 - z) n`. It is the form
    of cuDNN, with two biases for each gate and r behind the product (Keras' `reset_after=true`).

    Shapes: `[time, features]` → `[units]` or `[time, units]`; W is
    `[features, 3 * units]`, U is `[units, 3 * units]`; a (`bias`) and b (`recurrent_bias`) are
    `[3 * units]`.
    The state is `h`.
    Cho et al. 2014, arXiv 1406.1078.
    """

    gates = 3
    biases = ("bias", "recurrent_bias")
    kept = 7
    units: int = setting(Int(1), doc="the number of units")

    def beat(self, path: "Path", drive: float, gain: float, state: "State") -> "Beat":
        """z keeps, and what is not kept makes place; r stands between U and n."""
        entering, bias = drive + gain * state.hidden, self.start_bias
        kept = path.gate(SIGMOID, 2.0 * bias, entering)
        reset, keeps = path.curve(SIGMOID, 2.0 * bias, entering), kept.curve
        looped = gain * state.hidden
        news = path.curve(TANH, bias * (1.0 + reset.mean), drive + reset.square * looped)
        entry, entry_square = 1.0 - keeps.mean, 1.0 - 2.0 * keeps.mean + keeps.square
        inside = entry_square * news.slope
        gates = keeps.slope * (state.hidden + news.square) + inside * reset.slope * looped
        steady = entry**2 * news.slopes(0.0)
        back = gates + inside * reset.square
        alike = steady * reset.mean**2 + state.hidden * keeps.slopes(0.0)
        return path.beat(
            kept,
            news,
            entry,
            entry_square,
            to_input=gates + inside,
            to_state=back,
            loop=gain * steady * reset.mean**2,
            steady=alike / back,
        )

    cases = (
        Case("GRU(6)", ((9, 5),), (6,), 234),
        Case("GRU(6, sequences=true, bias=false)", ((9, 5),), (9, 6), 198),
        Case("GRU(6, bidirectional=true)", ((9, 5),), (12,), 468),
        Case("GRU(6, bidirectional=true, sequences=true)", ((9, 5), (12,)), (9, 12), 468),
        Case("GRU(6, state=true, reverse=true)", ((9, 5), (6,)), ((6,), (6,)), 234),
        Case("GRU(6, recurrent_dropout=0.1, sequences=true)", ((9, 5),), (9, 6), 234),
        Case("GRU(6, dropout=0.1, bidirectional=true, state=true)", ((9, 5),), ((12,), (12,)), 468),
    )
