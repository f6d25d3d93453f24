"""How far signal and gradient may fall or grow between two norms or skips, at a glance.

A walk over the graph that says which models are worth a prediction (`specc.flow`): what a
prediction shows is hardly ever more than this.
"""

from collections.abc import Callable
from math import exp, log10
from typing import NamedTuple

from specc.initialiser import Normal, TruncatedNormal, Uniform
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.merging import Add, Concat
from specc.prove.facts import Facts, activation

POINTS = tuple((at + 0.5) / 2.0 for at in range(-12, 12))
WEIGHTS = tuple(exp(-at * at / 2.0) for at in POINTS)
FAR = 40.0
LITTLE = -4.0
"""Decades of a mean square that stand for a softmax, and for all else that is not known."""
MEAN_OF_MANY, CELL, PRODUCT = -0.6, -1.0, 0.6
"""Decades of a mean square at an average pool, a recurrent layer and a product."""
FIXED = (Normal, TruncatedNormal, Uniform)
"""Starts of a scale that does not know the size of the layer."""
FAINT, LOUD = 1.5, 0.7
"""Decades by which the sums of a layer with such a start are small or large."""


class Change(NamedTuple):
    """What a layer does to mean squares in decades: of gradient and signal, and of its own sums.

    `bounded` is true where the signal behind it cannot be large, `fixed` where its start has a
    fixed scale.
    """

    back: float
    forth: float
    sums: float = 0.0
    bounded: bool = False
    fixed: bool = False


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
        back, forth = change.back / 2.0, change.forth / 2.0
        return Way(
            layers,
            max(0.0, weaker - back),
            max(0.0, stronger + back),
            max(0.0, lower - forth),
            0.0 if change.bounded else max(0.0, higher + forth),
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
            extreme = extreme or (way.ahead.fixed and _is_extreme(way, way.ahead.sums / 2.0))
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
        return before.passed(changes.at(layer))
    if layer.family == "pooling" and "Avg" in layer.word:
        return before.passed(Change(MEAN_OF_MANY, MEAN_OF_MANY))
    return before


def _joined(node: Node, given: list[Way]) -> Way:
    """The shortest of several ways, and the largest growth."""
    shortest = min(given, key=lambda one: one.layers)
    stronger, higher = [one.stronger for one in given], [one.higher for one in given]
    if isinstance(node.layer, Add):
        return shortest._replace(stronger=_summed(stronger), higher=_summed(higher))
    more = 0.0 if isinstance(node.layer, Concat) else PRODUCT / 2.0
    return shortest._replace(stronger=max(stronger), higher=max(higher) + more)


def _summed(decades: list[float]) -> float:
    """Those of a sum of independent numbers."""
    most = max(decades)
    return most + log10(sum([10.0 ** (2.0 * (one - most)) for one in decades])) / 2.0


class _Changes:
    """What layers do, worked out once for all that are alike."""

    def __init__(self) -> None:
        self._kernels: dict[tuple[int, int], Change] = {}
        self._bends: dict[int, Change] = {}

    def at_kernel(self, node: Node) -> Change:
        """Of a layer with a kernel and its own activation."""
        bent = activation(node)
        key = id(node.weights), id(bent)
        found = self._kernels.get(key)
        if found is None:
            more = Change(0.0, 0.0) if bent is None else self.at(bent)
            found = self._kernels[key] = _of_kernel(node, more)
        return found

    def at(self, bent: Activation) -> Change:
        """Of an activation, on standard normal numbers."""
        found = self._bends.get(id(bent))
        if found is None:
            found = self._bends[id(bent)] = _of_activation(bent)
        return found


def _of_kernel(node: Node, more: Change) -> Change:
    if node.layer.family == "recurrent":
        return Change(CELL, CELL)
    matrix = node.weights[0]
    mean, variance = matrix.init.moments(matrix.shape, matrix.fan_in, matrix.fan_out)
    drawn = variance + mean * mean
    if drawn <= 0.0:
        return Change(0.0, 0.0)
    back, forth = log10(drawn * matrix.fan_out), log10(drawn * matrix.fan_in)
    fixed = isinstance(matrix.init, FIXED)
    return Change(back + more.back, forth + more.forth, forth, more.bounded, fixed)


def _of_activation(bent: Activation) -> Change:
    if not bent.elementwise:
        return Change(LITTLE, LITTLE, bounded=True)
    bounded = max(abs(bent.value(-FAR)), abs(bent.value(FAR))) < FAR / 2.0
    return Change(_mean_square(bent.derivative), _mean_square(bent.value), bounded=bounded)


def _mean_square(function: Callable[[float], float]) -> float:
    total = sum([w * function(x) ** 2 for x, w in zip(POINTS, WEIGHTS, strict=True)])
    return log10(total / sum(WEIGHTS)) if total > 0.0 else LITTLE
