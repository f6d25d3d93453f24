"""The zoo's well-known models cost what others say that they cost, to the unit."""

import pytest

from specc.cost import cost
from tests.spec_file import ROOT, checked

from .published import COUNTED, PUBLISHED, Counted, Published


@pytest.mark.parametrize("known", PUBLISHED, ids=[one.torchvision for one in PUBLISHED])
def test_cost_is_the_published_one(known: Published) -> None:
    graph = checked(ROOT / "specs" / f"{known.spec}.spec").models[known.model]
    counts = (graph.trainable, graph.fixed, cost(graph).macs)
    assert counts == (known.trainable, known.fixed, known.macs)
    assert [kind.type.sizes for kind in graph.inputs.values()] == [(224, 224, 3)]
    assert [kind.type.sizes for kind in graph.outputs.values()] == [(1000,)]


@pytest.mark.parametrize("known", COUNTED, ids=[f"{one.spec}-{one.model}" for one in COUNTED])
def test_parameters_are_those_of_the_source(known: Counted) -> None:
    graph = checked(ROOT / "specs" / f"{known.spec}.spec").models[known.model]
    assert (graph.trainable, graph.fixed) == (known.trainable, known.fixed)
