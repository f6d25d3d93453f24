"""How far signal and gradient may fall or grow between two norms or skips, at a glance.

A walk over the graph that says which models are worth a prediction (`specc.flow`): what a
prediction shows is hardly ever more than this.
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, log10

from specc.ending import activation
from specc.initialiser import Normal, TruncatedNormal, Uniform
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.merging import Add, Concat
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts

POINTS = tuple((at + 0.5) / 2.0 for at in range(-12, 12))
WEIGHTS = tuple(exp(-at * at / 2.0) for at in POINTS)
FAR, LARGEST = 40.0, 1e300
LITTLE = -2.0
"""Decades of an RMS that stand for a softmax, and for all else that is not known."""
PRODUCT = 0.3
"""Decades of an RMS that a product may add."""
FIXED = (Normal, TruncatedNormal, Uniform)
"""Starts of a scale that does not know the size of the layer."""
FAINT, LOUD = 1.5, 0.7
"""Decades by which the sums of a layer with such a start are small or large."""


class Change(NamedTuple):
    """What a layer does to an RMS in decades: of gradient and signal, and of its own sums.

    Of the gradient it is the least and the most: how steep an activation is depends on how large
    the numbers are that it gets. `bounded` is true where the signal behind it cannot be large,
    `fixed` where its start has a fixed scale.
    """

    least: float
    most: float
    forth: float
    sums: float = 0.0
    bounded: bool = False
    fixed: bool = False


NOTHING = Change(0.0, 0.0, 0.0)
MEAN_OF_MANY = Change(-0.3, -0.3, -0.3)
CELL = Change(-0.5, -0.5, -0.5)
"""A recurrent layer."""


class Way(NamedTuple):
    """The way to a value since the last norm or input; of several the one with fewest layers.

    `layers` are those with kernels. `weaker` and `stronger` are decades by which the RMS gradient
    may fall and grow between two of them, `lower` and `higher` those of the signal. What the last
    of them does is not yet in it, but `ahead`.
    """

    layers: int = 0
    weaker: float = 0.0
    stronger: float = 0.0
    lower: float = 0.0
    higher: float = 0.0
    ahead: Change | None = None

    def passed(self, change: Change) -> "Way":
        """Behind another layer."""
        layers, weaker, stronger, lower, higher, ahead = self
        least, most, forth, _, bounded, _ = change
        weaker, stronger, lower, higher = (
            weaker - least, stronger + most, lower - forth, higher + forth
        )  # fmt: skip
        # A quarter of the time that `max` takes, in a walk over every model.
        return Way(
            layers,
            weaker if weaker > 0.0 else 0.0,
            stronger if stronger > 0.0 else 0.0,
            lower if lower > 0.0 else 0.0,
            higher if higher > 0.0 and not bounded else 0.0,
            ahead,
        )


class Bound(NamedTuple):
    """The most in one graph: layers on a way, and decades by which an RMS may fall and grow.

    `extreme` is true where a start of a fixed scale may make sums far too small or large.
    """

    layers: int
    fall: float
    growth: float
    extreme: bool


START = Way()


def bound(facts: Facts) -> Bound:
    """The most that may happen in a graph."""
    changes, ways = _Changes(), [START] * len(facts.graph.values)
    layers, fall, growth, extreme = 0, 0.0, 0.0, False
    for node in facts.graph.nodes:
        given = [ways[value] for value in node.inputs]
        way = _behind(changes, node, given)
        for value in node.outputs:
            ways[value] = way
        if way.ahead is not None and node.weights:
            layers = max(layers, way.layers)
            fall = max(fall, way.weaker, way.lower)
            growth = max(growth, way.stronger, way.higher)
            extreme = extreme or (way.ahead.fixed and _is_extreme(way, way.ahead.sums))
    return Bound(layers, fall, growth, extreme)


def _is_extreme(way: Way, sums: float) -> bool:
    return way.lower - sums >= FAINT or way.higher + sums >= LOUD


def _behind(changes: "_Changes", node: Node, given: list[Way]) -> Way:
    layer = node.layer
    if not given or layer.family in ("normalisation", "text"):
        return START
    before = given[0] if len(given) == 1 else _joined(node, given)
    if node.weights and node.weights[0].fan_in:
        layers, weaker, stronger, lower, higher, _ = (
            before if before.ahead is None else before.passed(before.ahead)
        )
        return Way(layers + 1, weaker, stronger, lower, higher, changes.at_kernel(node))
    if isinstance(layer, Activation):
        return before.passed(changes.at(layer, 0.0 if before.ahead is None else before.ahead.sums))
    if layer.family == "pooling" and "Avg" in layer.word:
        return before.passed(MEAN_OF_MANY)
    return before


def _joined(node: Node, given: list[Way]) -> Way:
    """The shortest of several ways, and the largest growth."""
    shortest = min(given, key=lambda one: one.layers)
    stronger, higher = [one.stronger for one in given], [one.higher for one in given]
    if isinstance(node.layer, Add):
        return shortest._replace(stronger=_summed(stronger), higher=_summed(higher))
    more = 0.0 if isinstance(node.layer, Concat) else PRODUCT
    return shortest._replace(stronger=max(stronger), higher=max(higher) + more)


def _summed(decades: list[float]) -> float:
    """Those of a sum of independent numbers."""
    most = max(decades)
    return most + log10(sum([10.0 ** (2.0 * (one - most)) for one in decades])) / 2.0


class _Changes:
    """What layers do, worked out once for all that are alike."""

    def __init__(self) -> None:
        self._kernels: dict[tuple[int, int], Change] = {}
        self._bends: dict[tuple[int, float], Change] = {}

    def at_kernel(self, node: Node) -> Change:
        """Of a layer with a kernel and its own activation."""
        bent = activation(node)
        key = id(node.weights), id(bent)
        found = self._kernels.get(key)
        if found is None:
            found = self._kernels[key] = self._of_kernel(node, bent)
        return found

    def at(self, bent: Activation, sums: float) -> Change:
        """Of an activation, on normal numbers of so many decades, which may also be around 1."""
        key = id(bent), round(sums, 2)
        found = self._bends.get(key)
        if found is None:
            found = self._bends[key] = _of_activation(bent, 10.0 ** key[1])
        return found

    def _of_kernel(self, node: Node, bent: Activation | None) -> Change:
        if node.layer.family == "recurrent":
            return CELL
        matrix = node.weights[0]
        mean, variance = matrix.init.moments(matrix.shape, matrix.fan_in, matrix.fan_out)
        drawn = min(variance + mean * mean, LARGEST)
        if drawn <= 0.0:
            return NOTHING
        size, back, forth = log10(drawn), log10(matrix.fan_out), log10(matrix.fan_in)
        back, forth = (size + back) / 2.0, (size + forth) / 2.0
        more = NOTHING if bent is None else self.at(bent, forth)
        return Change(
            back + more.least,
            back + more.most,
            forth + more.forth,
            forth,
            more.bounded,
            isinstance(matrix.init, FIXED),
        )


@lru_cache(maxsize=1024)
def _of_activation(bent: Activation, deviation: float) -> Change:
    if not bent.elementwise:
        return Change(LITTLE, LITTLE, LITTLE, bounded=True)
    bounded = max(abs(bent.value(-FAR)), abs(bent.value(FAR))) < FAR / 2.0
    slopes = [_rms(bent.derivative, one) for one in (1.0, deviation)]
    return Change(min(slopes), max(slopes), _rms(bent.value, 1.0), bounded=bounded)


def _rms(function: Callable[[float], float], deviation: float) -> float:
    """Decades of it, for normal numbers around 0."""
    values = [function(deviation * at) ** 2 for at in POINTS]
    total = sum([w * value for w, value in zip(WEIGHTS, values, strict=True)])
    return log10(total / sum(WEIGHTS)) / 2.0 if total > 0.0 else LITTLE
