"""Where the parts of each layer stand from left to right.

Sweeps up and down put every part under (or over) the middle of its neighbours, as near as its
layer's order allows: the nearest positions come from isotonic regression (pooling of adjacent
violators; Barlow et al. 1972). Then lanes are pulled straight.
"""

from collections.abc import Callable
from itertools import pairwise
from math import inf
from typing import TypeAlias

from specc.draw.layout.column import count_heavy, middle, straight, weight
from specc.draw.layout.part import Part

Wanted: TypeAlias = Callable[[Part, bool], float]
MOST_SWEEPS = 12
BOX_GAP = 26.0
LANE_GAP = 6.0


def align(layers: list[list[Part]], lanes: list[list[Part]]) -> None:
    """Set `x` of every part; the order in the layers stays."""
    for layer in layers:
        _settle(layer, [0.0] * len(layer))
        for part in layer:
            count_heavy(part)
    for _ in range(2):
        _sweep(layers, middle)
    for _ in range(MOST_SWEEPS):
        if not _sweep(layers, straight):
            break
    for _ in range(3):
        _straighten(layers, lanes)


def _sweep(layers: list[list[Part]], wanted: Wanted) -> bool:
    """Once up and once down; tells whether any part moved by half a pixel or more."""
    before = [part.x for layer in layers for part in layer]
    for layer in layers[-2::-1]:
        _settle(layer, [wanted(part, False) for part in layer])
    for layer in layers[1:]:
        _settle(layer, [wanted(part, True) for part in layer])
    after = (part.x for layer in layers for part in layer)
    return any(abs(x - old) >= 0.5 for x, old in zip(after, before, strict=True))


def _apart(left: Part, right: Part) -> float:
    """The least distance between the middles of two neighbours."""
    gap = LANE_GAP if left.light or right.light else BOX_GAP
    return left.right + gap + right.left


def _settle(layer: list[Part], wanted: list[float]) -> None:
    """Move a layer's parts as near to where they want to be as their distances allow."""
    shifts = [0.0]
    for left, right in pairwise(layer):
        shifts.append(shifts[-1] + _apart(left, right))
    pools: list[tuple[float, float, int]] = []
    for part, wish, shift in zip(layer, wanted, shifts, strict=False):
        mean, own, size = wish - shift, weight(part), 1
        while pools and pools[-1][0] > mean:
            other, other_weight, count = pools.pop()
            mean = (mean * own + other * other_weight) / (own + other_weight)
            own, size = own + other_weight, size + count
        pools.append((mean, own, size))
    spread = [mean for mean, _, size in pools for _ in range(size)]
    for part, mean, shift in zip(layer, spread, shifts, strict=False):
        part.x = mean + shift


def _straighten(layers: list[list[Part]], lanes: list[list[Part]]) -> None:
    """Give every run of lanes one `x` where its neighbours leave room, the outermost first."""
    by_x = sorted(lanes, key=lambda run: -abs(sum(part.x for part in run) / len(run)))
    for run in by_x:
        _straighten_run([(part, *_room(layers[part.rank], part)) for part in run])


def _room(layer: list[Part], part: Part) -> tuple[float, float]:
    """How far left and right a part may go."""
    at = part.place
    low = layer[at - 1].x + _apart(layer[at - 1], part) if at else -inf
    high = layer[at + 1].x - _apart(part, layer[at + 1]) if at + 1 < len(layer) else inf
    return low, high


def _straighten_run(run: list[tuple[Part, float, float]]) -> None:
    """Cut a run into the fewest straight pieces."""
    while run:
        low, high, count = -inf, inf, 0
        for _, least, most in run:
            if max(low, least) > min(high, most):
                break
            low, high, count = max(low, least), min(high, most), count + 1
        count = max(count, 1)
        middle = sorted(part.x for part, _, _ in run[:count])[count // 2]
        x = min(max(middle, low), high)
        for part, _, _ in run[:count]:
            part.x = x
        run = run[count:]
