"""Separation of point sets, against a certificate or a hyperplane that anyone can check."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.prove.separation import Crossing, as_written, crossing, perceptron, scaled
from specc.prove.simplex import Budget, Point

LIMIT = 20_000


def points(*rows: tuple[float, ...]) -> list[Point]:
    return [as_written(row) for row in rows]


def mixed(rows: list[Point], shares: dict[int, Fraction]) -> Point:
    return tuple(
        sum((rows[i][axis] * share for i, share in shares.items()), Fraction())
        for axis in range(len(rows[0]))
    )


def holds(proof: Crossing, first: list[Point], second: list[Point]) -> bool:
    sides = ((first, proof.first), (second, proof.second))
    return all(
        sum(shares.values()) == 1
        and min(shares.values()) > 0
        and mixed(rows, shares) == proof.point
        for rows, shares in sides
    )


def dot(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(first, second, strict=True)), Fraction())


def perceptron_finds(first: list[Point], second: list[Point]) -> bool:
    """Rosenblatt's rule in integers: it ends if and only if a hyperplane separates the sets."""
    one = Fraction(1)
    signed = [(*row, one) for row in first] + [tuple(-x for x in (*row, one)) for row in second]
    weights = [Fraction()] * len(signed[0])
    for _ in range(LIMIT):
        wrong = [
            row for row in signed if sum(w * x for w, x in zip(weights, row, strict=True)) <= 0
        ]
        if not wrong:
            return True
        weights = [w + x for w, x in zip(weights, wrong[0], strict=True)]
    return False


def parity(bits: int) -> tuple[list[Point], list[Point]]:
    rows = list(product((0, 1), repeat=bits))
    return (
        points(*(row for row in rows if sum(row) % 2)),
        points(*(row for row in rows if not sum(row) % 2)),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        parity(2),
        parity(5),
        (points((0.1, 0.3), (0.3, 0.9)), points((0.2, 0.6))),
        (points((1,), (3,)), points((2,), (9,))),
        (points((0, 0)), points((0, 0))),
    ],
)
def test_inseparable(first: list[Point], second: list[Point]) -> None:
    proof = crossing(first, second)
    assert proof is not None
    assert holds(proof, first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (points((1, 1)), points((0, 0), (0, 1), (1, 0))),
        (points((0, 1), (1, 0), (1, 1)), points((0, 0))),
        (points((1,), (2,)), points((3,))),
        (points((0.1, 0.3), (0.3, 0.90001)), points((0.2, 0.6))),
        (points((1, 2)), []),
    ],
)
def test_separable(first: list[Point], second: list[Point]) -> None:
    assert crossing(first, second) is None


def point_sets(axes: int) -> st.SearchStrategy[list[tuple[int, ...]]]:
    row = st.tuples(*[st.integers(-3, 3)] * axes)
    return st.lists(row, min_size=1, max_size=7, unique=True)


SETS = st.integers(1, 3).flatmap(lambda axes: st.tuples(point_sets(axes), point_sets(axes)))


@settings(deadline=None, max_examples=150)
@given(SETS)
def test_every_answer_has_a_witness(sets: tuple[list[tuple[int, ...]], ...]) -> None:
    first, second = points(*sets[0]), points(*sets[1])
    proof = crossing(first, second)
    if proof is None:
        assert perceptron_finds(first, second)
    else:
        assert holds(proof, first, second)


def clouds(axes: int, rows: int, gap: float) -> tuple[list[Point], list[Point]]:
    """Two normal clouds whose middles are `gap` apart in each coordinate."""
    draw = random.Random(axes)
    first, second = (
        points(*([round(draw.gauss(middle, 1), 2) for _ in range(axes)] for _ in range(rows)))
        for middle in (0, gap)
    )
    return first, second


@pytest.mark.parametrize(("axes", "rows"), [(1, 2500), (2, 1000), (4, 600), (12, 400)])
def test_large_sets_that_mix(axes: int, rows: int) -> None:
    first, second = clouds(axes, rows, 0.3)
    proof = crossing(first, second)
    assert proof is not None
    assert holds(proof, first, second)
    assert len(proof.first) + len(proof.second) <= axes + 2


@pytest.mark.parametrize(("axes", "rows"), [(1, 2500), (4, 600), (12, 400)])
def test_large_sets_that_are_apart(axes: int, rows: int) -> None:
    assert crossing(*clouds(axes, rows, 20)) is None


def test_nothing_is_claimed_without_the_time_for_it() -> None:
    first, second = clouds(12, 400, 0.3)
    assert crossing(first, second, Budget(100_000)) is None


@settings(deadline=None, max_examples=100)
@given(SETS)
def test_a_perceptron_that_ends_is_right(sets: tuple[list[tuple[int, ...]], ...]) -> None:
    first, second = sets
    rows = scaled([*first, *second])
    if perceptron(rows[: len(first)], rows[len(first) :], Budget(10**6)):
        assert crossing(points(*first), points(*second)) is None
