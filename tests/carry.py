"""Random weights for a PyTorch module of one layer, and the same ones for its Keras twin.

Both list learned weights in the order in which the layer makes them, then running statistics.
"""

from typing import Any

import numpy as np
import torch
from torch import nn


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


def keras_order(module: nn.Module) -> list[np.ndarray[Any, Any]]:
    """The module's weights as Keras lays them out, in order."""
    out: list[np.ndarray[Any, Any]] = []
    for part in module.modules():
        for name, tensor in part.named_parameters(recurse=False):
            out.append(_turned(part, name, tensor.detach().numpy()))
    buffers = [
        b.numpy() for n, b in module.named_buffers() if not n.endswith("num_batches_tracked")
    ]
    return [*out, *buffers]


def _turned(part: nn.Module, name: str, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if name != "weight":
        return values.reshape(-1) if values.ndim > 1 else values
    if isinstance(part, nn.Linear):
        return values.T
    depthwise = isinstance(part, (nn.Conv1d, nn.Conv2d)) and part.groups == part.in_channels > 1
    if depthwise:
        values = values.reshape(part.groups, -1, *values.shape[2:])
        return np.moveaxis(values, (0, 1), (-2, -1))
    if values.ndim > 2:
        return np.moveaxis(values, (1, 0), (-2, -1))
    return values
