"""`init_from`: training starts from weights of the same framework, or of the other one."""

from pathlib import Path
from typing import Any

import keras
import pytest
import torch

from tests.generated.built import build, module, run
from tests.weights.small import randomize_keras

SPEC = """\
data xor {{
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    split  = [1, 0, 0]
}}
model Net {{
    input x: [2]
    Dense(4, activation=tanh)
    output y = Dense(1, activation=sigmoid)
}}
train {{
    loss      = binary_cross_entropy
    optimizer = sgd(lr=1e-9)
    epochs    = 1
    init_from = "{start}"
}}
"""
RULE = SPEC.replace(
    "Dense(4, activation=tanh)\n    output y = Dense(1, activation=sigmoid)",
    "output y = Dense(1, activation=step)",
).replace(
    "    loss      = binary_cross_entropy\n    optimizer = sgd(lr=1e-9)",
    "    batch = 1\n    optimizer = perceptron(lr=1e-9)",
)
OWN = {"pytorch": "start.pt", "keras": "start.weights.h5"}
BEST = {"pytorch": "best.pt", "keras": "best.weights.h5"}
CASES = [
    (backend, name, spec)
    for backend, own in OWN.items()
    for name, spec in ((own, SPEC), ("start.safetensors", SPEC), ("start.safetensors", RULE))
]


@pytest.mark.parametrize(("backend", "name", "spec"), CASES)
def test_training_starts_there(backend: str, name: str, spec: str, tmp_path: Path) -> None:
    path = tmp_path / name
    folder = build(spec.format(start=path), tmp_path / backend, backend)
    weights = module(folder, "weights")
    first = module(folder, "model").Net()
    spread(first)
    weights.save_weights(first, path)
    run(folder)
    trained = module(folder, "model").Net()
    weights.load_weights(trained, folder / BEST[backend])
    assert largest_difference(first, trained) < 1e-5


def spread(model: Any) -> None:
    """Weights that no training starts from by itself."""
    if isinstance(model, keras.Model):
        randomize_keras(model)
        return
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(generator=torch.Generator().manual_seed(9))


def largest_difference(one: Any, other: Any) -> float:
    """Between the weights of two models of one class."""
    ours, theirs = (
        model.get_weights() if isinstance(model, keras.Model)
        else [p.detach().numpy() for p in model.parameters()]
        for model in (one, other)
    )  # fmt: skip
    return max(float(abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
