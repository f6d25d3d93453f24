"""Multiply-adds and the memory that training keeps, held against what autograd keeps."""

from typing import Any

import pytest

from specc.cost import cost, training_memory
from specc.driver import check
from specc.ir.graph import Graph
from specc.resolve.module import Loaded
from specc.source import Source

torch = pytest.importorskip("torch")
nn = torch.nn


def graph_of(body: str) -> Graph:
    """The model with these lines."""
    source = Source("a.spec", f"model A {{\n{body}\n}}\n")
    checked = check(source, lambda *_: Loaded(None, "no files here"), rules=False)
    assert not checked.diagnostics
    return checked.models["A"]


def kept_by_autograd(net: Any, shape: tuple[int, ...], batch: int = 4) -> float:
    """Bytes for one example that the forward pass saves, weights and buffers apart."""
    own = {p.untyped_storage().data_ptr() for p in (*net.parameters(), *net.buffers())}
    kept: dict[int, tuple[int, Any]] = {}

    def pack(tensor: Any) -> Any:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = (storage.nbytes(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        net(torch.randn(batch, *shape))
    return sum(size for size, _ in kept.values()) / batch


CASES = [
    (
        "input x: [6, 6, 2]\nConv2D(4, kernel=3) -> ReLU -> Flatten -> Dense(3)",
        lambda: nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(64, 3)),
        (2, 6, 6),
    ),
    (
        "input x: [30]\nDense(64, activation=relu) -> Dense(32) -> Tanh\n"
        "Dense(9, activation=softmax)",
        lambda: nn.Sequential(
            nn.Linear(30, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.Tanh(),
            nn.Linear(32, 9),
            nn.Softmax(-1),
        ),
        (30,),
    ),
    (
        "input x: [16]\nDense(32) -> SiLU -> Dense(32, activation=gelu)\n"
        "ELU -> Dense(8) -> LogSoftmax",
        lambda: nn.Sequential(
            nn.Linear(16, 32),
            nn.SiLU(),
            nn.Linear(32, 32),
            nn.GELU(),
            nn.ELU(),
            nn.Linear(32, 8),
            nn.LogSoftmax(-1),
        ),
        (16,),
    ),
    (
        "input x: [8, 8, 1]\nConv2D(32, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)\n"
        "Conv2D(64, kernel=3, padding=same) -> AvgPool2D(2) -> Flatten -> Dense(10)",
        lambda: nn.Sequential(
            nn.Conv2d(1, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(256, 10),
        ),
        (1, 8, 8),
    ),
]


@pytest.mark.parametrize(("body", "net", "shape"), CASES)
def test_kept_activations_are_autograds(body: str, net: Any, shape: tuple[int, ...]) -> None:
    assert cost(graph_of(body)).activations == kept_by_autograd(net(), shape)


@pytest.mark.parametrize(
    ("body", "macs"),
    [
        ("input x: [30]\nDense(64)", 30 * 64),
        ("input x: [5, 30]\nDense(64)", 5 * 30 * 64),
        ("input x: [9, 9, 4]\nConv2D(8, kernel=3)", 7 * 7 * 8 * 9 * 4),
        ("input x: [9, 9, 4]\nConv2D(8, kernel=3, groups=2)", 7 * 7 * 8 * 9 * 2),
        ("input x: [9, 9, 4]\nMaxPool2D(3) -> ReLU -> Flatten", 0),
    ],
)
def test_multiply_adds(body: str, macs: int) -> None:
    assert cost(graph_of(body)).macs == macs


@pytest.mark.parametrize(("precision", "activations"), [("fp32", 4 * 94), ("bf16", 2 * 94)])
def test_precision_halves_activations_only(precision: str, activations: int) -> None:
    found = cost(graph_of("input x: [30]\nDense(64) -> Dense(2)"), precision)
    assert (found.weights, found.activations) == (4 * (30 * 64 + 64 + 64 * 2 + 2), activations)


def test_parts_of_a_training_step() -> None:
    graph = graph_of("input x: [3]\nDense(4) -> BatchNorm -> Dense(2, trainable=false)")
    memory = training_memory(graph, cost(graph).activations, batch=8, state_copies=2)
    assert memory.weights == 4 * (16 + 16 + 10)
    assert memory.gradients == 4 * (16 + 8)
    assert memory.optimizer == 2 * memory.gradients
    assert memory.activations == 8 * 4 * (3 + 4 + 4)
    assert memory.loss == 8 * 4 * 2 * 3
    assert memory.total == memory.weights + memory.gradients * 3 + 8 * 44 + 8 * 24
