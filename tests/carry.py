"""Weights of generated models: random ones, and carried from one framework to the other."""

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn

from tests.program import emitted, load


class Built(NamedTuple):
    """A generated program: its modules, `weights` being None where no model has any."""

    model: ModuleType
    weights: ModuleType | None


def built(text: str, backend: str, folder: Path) -> Built:
    """Write a spec's program into a folder of its own, and import it."""
    files = emitted(text, backend)
    place = folder / backend
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8")
    model = load(files["model.py"], place, f"{backend}_model")
    known = "weights.py" in files
    return Built(model, load(files["weights.py"], place, f"{backend}_weights") if known else None)


def carry(source: Built, given: Any, target: Built, taker: Any, folder: Path) -> None:
    """Give one model the weights of another, by way of a file in specc's own form."""
    if source.weights is None or target.weights is None:
        assert source.weights is target.weights
        return
    path = folder / "carried.safetensors"
    source.weights.save_weights(given, path)
    target.weights.load_weights(taker, path)


def randomize(module: nn.Module, seed: int = 0) -> None:
    """Give every weight and running statistic a random value, variances positive ones."""
    random = np.random.default_rng(seed)
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if name.endswith("num_batches_tracked"):
                continue
            values = random.normal(size=tuple(tensor.shape)) * 0.5
            if name.endswith("running_var"):
                values = np.abs(values) + 0.5
            tensor.copy_(torch.as_tensor(values))
