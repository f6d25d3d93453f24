"""Predictions held against what PyTorch measures of the generated code."""

import pytest

from specc.flow.walk import flow
from tools.bench_flow import factor, graph_of, row_of
from tools.flow_measure import measure
from tools.flow_networks import HELD, TUNED

NETWORKS = {network.name: network for network in (*TUNED, *HELD)}
QUICK = [
    "MLP Tanh, lecun_normal, 20 x 128",
    "MLP ReLU, he_normal, BatchNorm, 20 x 128",
    "VGG-like with batch norm, overlapping max pooling",
    "ResNet",
    "branches joined by Concat",
    "bidirectional GRU, mean over time",
    "pre-norm causal transformer",
    "attention of a decoder to a memory",
    "siamese, difference of two codes",
]


@pytest.mark.parametrize("name", QUICK)
def test_within_a_factor_of_two(name: str) -> None:
    row = row_of(NETWORKS[name], seeds=3)
    assert max(row.signal, row.weights, row.inner) < 2.0


def test_another_network_is_not_taken_for_this_one() -> None:
    """A stack that explodes is measured as one: predictions for a calm one miss it."""
    calm = NETWORKS["MLP Tanh, lecun_normal, 20 x 128"]
    wild = graph_of(calm._replace(text=calm.text.replace("lecun_normal", "normal(0.3)")))
    found = flow(graph_of(calm))
    seen = measure(wild, [layer.node for layer in found.layers], 1, calm.batch)
    ends = seen[found.layers[0].node].gradient / seen[found.layers[-1].node].gradient
    assert factor(found.layers[0].gradient, ends) > 100.0
