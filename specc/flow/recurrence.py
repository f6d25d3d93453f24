"""Recurrent layers: the same step again and again.

A state is carried from step to step, `s' = kept s + entry news`, and read out at each. Its mean
square is followed step by step; the news of two steps go together as far as the inputs do.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specc.flow.beat import CLOSEST, Beat, State, chained, mean_power
from specc.flow.cells import BORDER, Cells, levelled, spread
from specc.flow.state import Borders, Signal
from specc.flow.tape import LARGEST, Start
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.layers.recurrent import Recurrent

STEPS = 256
"""Steps that are followed one by one; those behind them are like the last."""
SETTLED = 1e-6


class Drive(NamedTuple):
    """What the kernel makes of the input, for one gate: the products of a signal."""

    square: float
    examples: float
    still: float
    """What all steps have in common."""
    both: float


class Run:
    """One recurrent layer with its steps."""

    def __init__(self, tape: "Path", layer: "Recurrent", inputs: Sequence[Signal]) -> None:
        self.tape, self.layer, self.inputs = tape, layer, inputs
        self.x = x = inputs[0]
        self.steps = x.sizes[0]
        self.followed = min(self.steps, STEPS)
        kernel, back = tape.start("kernel"), tape.start("recurrent_kernel")
        assert kernel is not None
        assert back is not None
        self.kernel: Start = kernel
        seen = x.width * kernel.square / (1.0 - layer.dropout)
        self.still = _still(x, self.steps)
        self.drive = Drive(seen * x.square, seen * x.examples, seen * self.still, seen * x.both)
        self.gain = layer.units * back.square / (1.0 - layer.recurrent_dropout)
        self.hidden: list[float] = []
        given = [one.square for one in inputs[1:]]
        self.state = State(given[0], given[-1]) if given else State(0.0, 0.0)
        self._forward()

    def _forward(self) -> None:
        """Step by step until nothing changes any more."""
        state, crossed, alike, alike_crossed, far = self.state, 0.0, 0.0, 0.0, 0.0
        lately, memory = 0.0, self.x.memory
        for _ in range(self.followed):
            beat = self.layer.beat(self.tape, self.drive.square, self.gain, state)
            self.beat, kept, mixed = beat, beat.kept_mean, 2.0 * beat.kept_mean * beat.entry
            whole = beat.news.variance or 1.0
            now = self.drive.still + (0.0 if beat.kept else self.gain * far)
            far = beat.news.products(min(now / whole, 1.0))
            carried = beat.kept_square * state.carried + beat.entry_square * beat.news.square
            carried = min(carried + mixed * (crossed + lately), LARGEST)
            crossed = kept * crossed + beat.entry * far
            lately = memory * (kept * lately + beat.entry * (beat.news.square - far))
            r = min((self.drive.examples + self.gain * alike) / whole, 1.0)
            alike = self._alike(beat, r, alike) + mixed * alike_crossed
            other = beat.news.products(min(self.drive.both / whole, 1.0))
            alike_crossed = kept * alike_crossed + beat.entry * other
            made = State(beat.output(carried, carried, 1.0), carried)
            self.hidden.append(made.hidden)
            settled = abs(carried - state.carried) <= SETTLED * carried
            state = made
            if settled:
                break
        self.hidden += [state.hidden] * (self.followed - len(self.hidden))
        self.end, self.far = state, far
        self.memory = chained(memory, min(kept, CLOSEST))
        self.examples = beat.output(state.carried, alike, r)
        self.other = other

    @staticmethod
    def _alike(beat: Beat, r: float, alike: float) -> float:
        """The product of two examples' states, one step on."""
        kept = 0.0 if beat.kept is None else beat.kept.curve.products(r)
        entry = beat.entry**2 + r * (beat.entry_square - beat.entry**2)
        return kept * alike + entry * beat.news.products(r)

    def outputs(self) -> tuple[Signal, ...]:
        """The results of all steps or of the last, then the parts of the state."""
        sizes = self.tape.made
        end = Signal(sizes[-1], self.end.hidden, 0.0, self.examples)
        result = self._sequence(sizes[0]) if self.layer.sequences else end
        if not self.layer.state:
            return (result,)
        cells = (Signal(sizes[-1], self.end.carried, 0.0, self._state_examples()),)
        return (result, end, *cells[: len(self.layer.states) - 1])

    def _state_examples(self) -> float:
        share = self.examples / self.end.hidden if self.end.hidden > 0.0 else 0.0
        return share * self.end.carried

    def _sequence(self, sizes: tuple[int, ...]) -> Signal:
        level, cells = levelled(self.timed(self.hidden), self.steps)
        return Signal(
            sizes,
            level,
            0.0,
            self.examples,
            self._pairs(self.far, mean_power(self.memory, self.steps)),
            self._pairs(self.other, 0.0),
            0.0,
            borders(cells),
            memory=self.memory,
        )

    def _pairs(self, news: float, share: float) -> float:
        """The mean product of two steps' outputs: what comes in alike, and what is remembered."""
        beat, kept, carried = self.beat, self.beat.kept_mean, self.end.carried
        still = (beat.entry / (1.0 - kept)) ** 2 * news if kept < 1.0 else 0.0
        still = min(still, carried)
        return beat.output(carried, still + share * (carried - still), 0.0)

    def timed(self, numbers: Sequence[float]) -> Cells:
        """Numbers by step as cells along the time axis, turned as the layer reads it."""
        cells = _cells(numbers, self.steps)
        if self.layer.bidirectional:
            return tuple([0.5 * (a + b) for a, b in zip(cells, cells[::-1], strict=True)])
        return cells[::-1] if self.layer.reverse else cells


def _still(x: Signal, steps: int) -> float:
    """The mean product of two steps far apart, from that of all pairs."""
    share = mean_power(x.memory, steps)
    if share >= 1.0:
        return 0.0
    return min(max((x.positions - share * x.square) / (1.0 - share), 0.0), x.square)


def _cells(numbers: Sequence[float], size: int) -> Cells:
    if len(numbers) == size:
        return spread(size, numbers)
    inner = numbers[BORDER:-BORDER]
    return (*numbers[:BORDER], sum(inner) / len(inner), *numbers[-BORDER:])


def borders(cells: Cells | None) -> Borders:
    """The variation along the time axis."""
    return None if cells is None else (cells,)
