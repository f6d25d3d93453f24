"""The zoo's well-known models cost what the reference implementations cost, to the unit."""

import pytest

from specc.cost import cost
from tests.spec_file import ROOT, checked

from .published import PUBLISHED, Published


@pytest.mark.parametrize("known", PUBLISHED, ids=[one.torchvision for one in PUBLISHED])
def test_cost_is_the_published_one(known: Published) -> None:
    graph = checked(ROOT / "specs" / f"{known.spec}.spec").models[known.model]
    counts = (graph.trainable, graph.fixed, cost(graph).macs)
    assert counts == (known.trainable, known.fixed, known.macs)
    assert [kind.type.sizes for kind in graph.inputs.values()] == [(224, 224, 3)]
    assert [kind.type.sizes for kind in graph.outputs.values()] == [(1000,)]


@pytest.mark.parametrize(
    ("model", "trainable", "fixed"),
    [("Generator", 3_576_704, 1_920), ("Discriminator", 2_765_568, 1_792)],
)
def test_dcgan_is_that_of_the_pytorch_examples(model: str, trainable: int, fixed: int) -> None:
    graph = checked(ROOT / "specs" / "dcgan.spec").models[model]
    assert (graph.trainable, graph.fixed) == (trainable, fixed)


def test_mobilenet_is_that_of_keras() -> None:
    """`keras.applications.MobileNet(weights=None)`, measured on Keras 3.15."""
    graph = checked(ROOT / "specs" / "mobilenet_v1.spec").models["MobileNetV1"]
    assert (graph.trainable, graph.fixed) == (4_231_976, 21_888)
