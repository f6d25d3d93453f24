"""The parameters of reference implementations, as PyTorch's own modules.

Each function lists the modules that the paper or the implementation named in the spec's header
has; only what they hold counts here, not how they are wired. They live on the meta device, where
nothing is allocated.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import torch
from torch import nn


def counts(make: Callable[[], Iterable[nn.Module]]) -> tuple[int, int]:
    """Trainable parameters, and running statistics without the batch counters."""
    with torch.device("meta"):
        modules = nn.ModuleList(make())
    trainable = sum(p.numel() for p in modules.parameters())
    running = sum(b.numel() for n, b in modules.named_buffers() if "num_batches" not in n)
    return trainable, running


def dense(*sizes: int) -> list[nn.Module]:
    """A chain of linear layers."""
    return [nn.Linear(a, b) for a, b in pairwise(sizes)]


def repeat(times: int, make: Callable[[], list[nn.Module]]) -> list[nn.Module]:
    """The modules of so many equal parts."""
    return [module for _ in range(times) for module in make()]


def layer(width: int, hidden: int, attentions: int = 1) -> list[nn.Module]:
    """A transformer's layer: an encoder's, or with two attentions a decoder's."""
    looks = [nn.MultiheadAttention(width, 1) for _ in range(attentions)]
    norms = [nn.LayerNorm(width) for _ in range(attentions + 1)]
    return [*looks, *norms, *dense(width, hidden, width)]
