"""One epoch of a generated program that changes nothing: its numbers, and what the model gives."""

import os
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import torch

from tests.generated.built import build, history, module, run
from tests.generated.reference import Array


class Epoch(NamedTuple):
    """The row of the history, the examples, and the outputs of the saved model, channels last."""

    row: dict[str, float]
    data: Any
    outputs: list[Array]


def still(text: str, folder: Path, backend: str, inputs: tuple[str, ...]) -> Epoch:
    """Build a program and run it at a learning rate of 0; `inputs` in the model's order."""
    torch.set_num_threads(1)
    build(text, folder, backend)
    run(folder, "--lr", "0", "--epochs", "1")
    data, net = module(folder, "data").load().train, module(folder, "model").Net()
    given = [getattr(data, name) for name in inputs]
    outputs = {"pytorch": _pytorch, "keras": _keras}[backend](net, folder, given)
    return Epoch(history(folder)[0], data, outputs)


def _pytorch(net: Any, folder: Path, inputs: list[Array]) -> list[Array]:
    net.load_state_dict(torch.load(folder / "best.pt"))
    first = [np.ascontiguousarray(np.moveaxis(x, -1, 1)) if x.ndim > 3 else x for x in inputs]
    with torch.no_grad():
        found = net.eval()(*map(torch.as_tensor, first))
    arrays = [one.numpy() for one in (found if isinstance(found, tuple) else (found,))]
    return [np.moveaxis(one, 1, -1) if one.ndim > 3 else one for one in arrays]


def _keras(net: Any, folder: Path, inputs: list[Array]) -> list[Array]:
    net.load_weights(folder / "best.weights.h5")
    found = net(inputs[0] if len(inputs) == 1 else inputs)
    several = found if isinstance(found, (list, tuple)) else [found]
    return [keras.ops.convert_to_numpy(one) for one in several]
