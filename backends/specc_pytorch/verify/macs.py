"""Counts the multiply-adds of the operations that PyTorch executes."""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from specc.verify.worker.framework import Array


class SummedProducts(TorchDispatchMode):  # type: ignore[misc]
    """Sees whether elementwise products are summed: multiply-adds that the counter passes over."""

    def __init__(self) -> None:
        super().__init__()
        self.products: list[Tensor] = []
        self.seen = False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run one operation and remember it."""
        made = func(*args, **(kwargs or {}))
        if func is torch.ops.aten.mul.Tensor:
            self.products.append(made)
        elif func is torch.ops.aten.sum.dim_IntList:
            self.seen |= any(args[0] is product for product in self.products)
        return made


def executed_macs(model: nn.Module, inputs: list[Array]) -> int | None:
    """Half of what PyTorch's own counter counts; None where it does not count all.

    It runs on the device that computes no values, where recurrent layers and attention fall apart
    into the products that they are made of.
    """
    shapes = copy.deepcopy(model).requires_grad_(False).to("meta").eval()
    summed = SummedProducts()
    with torch.no_grad(), FlopCounterMode(display=False) as counter, summed:
        shapes(*(torch.as_tensor(one, device="meta") for one in inputs))
    return None if summed.seen else int(counter.get_total_flops()) // 2
