"""Attention at initialisation: softmax of random scores, a mean over nearly all positions.

Scores of variance s give n positions weights whose squares add up to about `exp(s) / n`.
"""

from collections.abc import Sequence
from math import exp
from typing import TYPE_CHECKING

from specc.flow.bending import STEEPEST, correlation, focused
from specc.flow.cells import BORDER, WHOLE, Cells, levelled, spread
from specc.flow.curve import Curve, bent
from specc.flow.state import Borders, Gradient, Signal
from specc.flow.tape import Tape
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.flow.contract import Function

SAMPLES = 512
"""Positions of a long sequence whose view is worked out."""


class View(NamedTuple):
    """How the weights of a query lie on the memory.

    `focus` is the mean of the sum of their squares, `overlap` that of the products of two queries'
    weights, `even` that of two queries who know nothing of each other. `varied` and `heard` are the
    variation of the sums along the queries and along the memory.
    """

    queries: int
    memory: int
    focus: float
    overlap: float
    even: float
    varied: Borders = None
    heard: Borders = None


class Attending(Tape):
    """Attention."""

    def attend(
        self, query: Signal, key: Signal, value: Signal, group: int, *, causal: bool, dropout: float
    ) -> Signal:
        """`softmax(Q K' / sqrt(d)) V`, with each head of keys and values used by `group` heads."""
        apart = max(key.square - key.positions, 0.0)
        steep = min(query.square * apart, STEEPEST)
        alike = correlation(query.positions, query, query.square)
        view = _view(query.sizes[0], key.sizes[0], steep, alike, causal=causal)
        made = _seen(value, view, (*query.sizes[:-1], value.width * group), dropout)
        kept = 1.0 / (1.0 - dropout)

        def pull(g: Gradient) -> Sequence[Gradient]:
            told = _told(g, view, kept, group)
            scores = max(value.square - value.positions, 0.0) * (1.0 - view.focus) * kept
            each = scores * view.focus
            asked = Gradient(
                each * apart * g.square, borders=g.borders or view.varied, noise=g.noise
            )
            times = group * view.queries / view.memory
            pairs = (view.queries - 1) * view.overlap * g.positions * query.positions
            square = each * query.square * g.square + scores * max(pairs, 0.0)
            return asked, Gradient(times * square, borders=view.heard, noise=g.noise), told

        self.record((made,), (query, key, value), pull)
        return made

    def weigh(
        self, query: Signal, key: Signal, memory: Signal, function: "Function", name: str
    ) -> Signal:
        """The mean of the memory, weighed by softmax of `f(query + key) v`; v is called `name`."""
        start = self.start(name)
        assert start is not None
        units, whole = key.width, query.square + key.square
        curve = bent(function, 0.0, whole)
        steep = min(units * start.square * _varying(curve, query, key, whole), STEEPEST)
        steps = query.places
        view = _view(steps, memory.sizes[0], steep, 1.0, causal=False)
        made = _seen(memory, view, self.made[0], 0.0)
        apart = max(memory.square - memory.positions, 0.0)

        def pull(g: Gradient) -> Sequence[Gradient]:
            scores = view.focus * memory.width * apart * (1.0 - view.focus) * g.square
            self.gain(name, scores, curve.square, steps)
            each = scores * start.square * curve.slope
            times = view.queries / view.memory
            asked = scores * start.square * _steep(curve, query, key, whole)
            return Gradient(asked), Gradient(each * times), _told(g, view, 1.0, 1)

        self.record((made,), (query, key, memory), pull)
        return made


def _varying(curve: Curve, query: Signal, key: Signal, whole: float) -> float:
    """The part of a score's variance with which it varies along the memory."""
    if whole <= 0.0:
        return 0.0
    return max(curve.square - curve.products((query.square + key.positions) / whole), 0.0)


def _steep(curve: Curve, query: Signal, key: Signal, whole: float) -> float:
    """The part of f'^2 that varies along the memory: the gradients of a query's scores sum to 0."""
    if whole <= 0.0:
        return curve.slope
    return max(curve.slope - curve.slopes((query.square + key.positions) / whole), 0.0)


def _view(queries: int, memory: int, steep: float, alike: float, *, causal: bool) -> View:
    if not causal:
        return View(
            queries, memory, focused(memory, steep), focused(memory, steep * alike), 1.0 / memory
        )
    flat, like = exp(-steep), exp(-steep * max(alike, 0.0))
    step = max(1, queries // SAMPLES)
    seen = [min(at + 1, memory) for at in range(0, queries, step)]
    sums = [1.0 / (1.0 + (count - 1) * flat) for count in seen]
    later = sum([at / (1.0 + (count - 1) * like) for at, count in enumerate(seen)])
    pairs = max(len(seen) * (len(seen) - 1), 1)
    overlap = 2.0 * later / pairs
    focus, varied = levelled(_cells(sums, queries), queries)
    heard = [0.0] * (len(seen) + 1)
    for at in range(len(seen) - 1, -1, -1):
        heard[at] = heard[at + 1] + sums[at] / seen[at]
    _, edges = levelled(_cells(heard[:-1], memory), memory)
    even = sum([1.0 / count for count in seen]) / len(seen)
    return View(queries, memory, focus, min(overlap, 1.0), even, _one(varied), _one(edges))


def _one(cells: Cells | None) -> Borders:
    return None if cells is None else (cells,)


def _cells(numbers: Sequence[float], size: int) -> Cells:
    """Cells of numbers that stand for evenly spaced positions."""
    if len(numbers) == size:
        return spread(size, numbers)
    if size <= WHOLE or len(numbers) <= WHOLE:
        last = len(numbers) - 1
        return spread(size, [numbers[min(at, last)] for at in range(size)])
    inner = numbers[BORDER:-BORDER]
    return (*numbers[:BORDER], sum(inner) / len(inner), *numbers[-BORDER:])


def _seen(value: Signal, view: View, sizes: tuple[int, ...], dropout: float) -> Signal:
    """The weighed mean of values."""
    apart, other = value.square - value.positions, value.examples - value.both
    square = value.positions + view.focus * apart / (1.0 - dropout)
    share = view.focus * apart / square if square > 0.0 else 0.0
    varied = view.varied if share > 0.5 else None
    return Signal(
        sizes,
        square,
        value.mean,
        value.both + view.even * other,
        value.positions + view.overlap * apart,
        value.both + view.even * other,
        value.channels,
        varied,
        value.noise,
    )


def _told(g: Gradient, view: View, kept: float, group: int) -> Gradient:
    """What goes back to the values: the transpose of the weights."""
    queries, memory = view.queries, view.memory
    times = group * queries / memory
    square = times * (view.focus * kept * g.square + (queries - 1) * view.overlap * g.positions)
    rest = (1.0 - view.focus) * g.square + (queries - 1) * (1.0 - view.overlap) * g.positions
    pairs = times * rest / max(memory - 1, 1)
    return Gradient(square, 0.0, min(pairs, square), 0.0, 0.0, view.heard, g.noise)
