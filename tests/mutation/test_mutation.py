"""Faults planted in the zoo: each kind can be planted, and a check finds nearly all exactly.

The whole of it is `make mutation`; here a few places of each kind are tried.
"""

from collections import Counter

import pytest

from tools.mutation.judge import Outcome, Planted, Sample, plant_all
from tools.mutation.kind import Kind, find_kinds
from tools.mutation.seed import Seed
from tools.mutation.table import WANTED, misses
from tools.mutation.zoo import seeds

KINDS = find_kinds()
FEW = Sample(in_a_spec=1, in_all=4)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def zoo() -> list[Seed]:
    return list(seeds())


@pytest.fixture(scope="module")
def planted(zoo: list[Seed]) -> dict[str, list[Planted]]:
    found: dict[str, list[Planted]] = {kind.name: [] for kind in KINDS}
    for one in plant_all(KINDS, zoo, FEW):
        found[one.kind.name].append(one)
    return found


@every_kind
def test_a_kind_can_be_planted_somewhere(kind: Kind, planted: dict[str, list[Planted]]) -> None:
    assert planted[kind.name]


def test_nearly_all_are_found_exactly(planted: dict[str, list[Planted]]) -> None:
    every = [one for found in planted.values() for one in found]
    counts = Counter(one.outcome for one in every)
    assert counts[Outcome.EXACT] >= WANTED * len(every), "\n".join(misses(every))


def test_the_same_seed_plants_the_same(zoo: list[Seed]) -> None:
    kind = KINDS[0]
    once, again = ([one.text for one in plant_all([kind], zoo, FEW)] for _ in range(2))
    other = [one.text for one in plant_all([kind], zoo, FEW._replace(salt=1))]
    assert once == again != other


@every_kind
def test_a_kind_says_what_it_is(kind: Kind) -> None:
    assert kind.doc.endswith(".")
    assert kind.rules
