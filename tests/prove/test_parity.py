"""Parity: which tables are recognised, and the bound that the rule claims, by trying all."""

from itertools import product

import pytest

from specc.ir.graph import Place
from specc.prove.parity import parity_bits
from specc.rules.capacity.parity_hidden_too_small import PROVED
from specc.source import Source, Span
from specc.training.plan import DataPlan
from specc.training.source import Table

PLACE = Place(Source("a.spec", ""), Span(0, 0))


def bits_of(inputs: object, targets: object) -> int:
    source = Table(inputs=inputs, targets=targets)
    split = (1.0, 0.0, 0.0)
    plan = DataPlan(
        "", source, (), (), None, (), None, split, "random", None, (), {}, PLACE
    )  # fmt: skip
    return parity_bits(plan)


@pytest.mark.parametrize("bits", [1, 2, 3, 5])
@pytest.mark.parametrize("low", [0, -1])
@pytest.mark.parametrize("flip", [0, 1])
def test_parity_is_recognised(bits: int, low: int, flip: int) -> None:
    rows = tuple(product((low, 1), repeat=bits))
    targets = tuple(1 if (row.count(1) + flip) % 2 else low for row in rows)
    assert bits_of(rows, targets) == bits


@pytest.mark.parametrize(
    ("inputs", "targets"),
    [
        (((0, 0), (0, 1), (1, 0), (1, 1)), (0, 0, 0, 1)),
        (((0, 0), (0, 1), (1, 0)), (0, 1, 1)),
        (((0, 0), (0, 1), (1, 0), (1, 0)), (0, 1, 1, 0)),
        (((0, 0), (0, 2), (2, 0), (2, 2)), (0, 1, 1, 0)),
    ],
)
def test_other_tables_are_not(inputs: object, targets: object) -> None:
    assert bits_of(inputs, targets) == 0


def cut_edges(bits: int) -> set[int]:
    """The edges of the cube that a hyperplane can cut at once, as sets of bits; largest only.

    Weights from -3 to 3 make every threshold function of up to four bits (Muroga 1971).
    """
    corners = list(product((0, 1), repeat=bits))
    edges = [
        (a, b)
        for a, b in product(range(len(corners)), repeat=2)
        if a < b and sum(x != y for x, y in zip(corners[a], corners[b], strict=True)) == 1
    ]
    found = set()
    for weights in product(range(-3, 4), repeat=bits):
        sums = [sum(w * x for w, x in zip(weights, corner, strict=True)) for corner in corners]
        for bound in set(sums):
            side = [value >= bound for value in sums]
            found.add(sum(1 << i for i, (a, b) in enumerate(edges) if side[a] != side[b]))
    return {one for one in found if not any(one != other and one & ~other == 0 for other in found)}


def covers(left: int, cuts: set[int], count: int, most: int) -> bool:
    """Whether so many cuts, of at most so many edges each, reach all the edges that are left."""
    if left.bit_count() > count * most:
        return False
    edge = left & -left
    return not left or any(covers(left & ~c, cuts, count - 1, most) for c in cuts if c & edge)


@pytest.mark.parametrize("bits", range(2, PROVED + 1))
def test_fewer_hyperplanes_than_bits_leave_an_edge_uncut(bits: int) -> None:
    cuts, edges = cut_edges(bits), (1 << bits * 2 ** (bits - 1)) - 1
    most = max(cut.bit_count() for cut in cuts)
    assert not covers(edges, cuts, bits - 1, most)
    assert covers(edges, cuts, bits, most)
