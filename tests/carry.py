"""Random weights for a PyTorch module, and the same ones for its Keras twin.

Both list their weights in the order in which the spec's layers make them, so position pairs them.
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
        own = {**dict(part.named_parameters(recurse=False)), **dict(part.named_buffers(recurse=False))}
        for name, tensor in own.items():
            if name != "num_batches_tracked":
                out.append(_turned(part, name, tensor.detach().numpy()))
    return out


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
