"""PyTorch as `specc verify` uses it."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType

import torch
from torch import Tensor, nn

from specc.verify.worker.framework import SHARES, STEPS, Array, Counts
from specc_pytorch.verify.macs import executed_macs


class PytorchFramework:
    """See `specc.verify.worker.framework.Framework`."""

    def build(self, module: ModuleType, name: str, precise: bool = False) -> nn.Module:
        """The class called `name`, started from a fixed seed."""
        torch.manual_seed(0)
        with _double() if precise else nullcontext():
            built: nn.Module = getattr(module, name)()
        return built

    def count(self, model: nn.Module) -> Counts:
        """Parameters, and the buffers of the state dict but for the counter of batch norm."""
        trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
        frozen = sum(p.numel() for p in model.parameters() if not p.requires_grad)
        return Counts(trainable, frozen + sum(one.numel() for one in _statistics(model)))

    def run(self, model: nn.Module, inputs: list[Array]) -> list[Array]:
        """The outputs in evaluation mode."""
        with torch.no_grad():
            return [one.numpy() for one in _outputs(model.eval(), inputs)]

    def macs(self, model: nn.Module, inputs: list[Array]) -> int | None:
        """The products that PyTorch executes."""
        return executed_macs(model, inputs)

    def gradients(self, model: nn.Module, inputs: list[Array], factors: list[Array]) -> None:
        """Put its gradient in place of each weight."""
        model.eval().zero_grad()
        with _double():
            made = _outputs(model, inputs)
        products = [
            (one * torch.as_tensor(factor)).sum()
            for one, factor in zip(made, factors, strict=True)
            if one.requires_grad
        ]
        if products:
            torch.stack(products).sum().backward()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.grad is None:
                    parameter.zero_()
                else:
                    parameter.copy_(parameter.grad)
            for statistic in _statistics(model):
                statistic.zero_()

    def losses(
        self, model: nn.Module, inputs: list[Array], noise: list[Array]
    ) -> tuple[float, ...]:
        """The loss before and after some steps against the gradient."""
        parameters = [p for p in model.train().parameters() if p.requires_grad]
        if not parameters:
            return ()
        start = copy.deepcopy(model.state_dict())
        with torch.no_grad():
            made = _drawn_alike(model, inputs)
            targets = [_target(one, add) for one, add in zip(made, noise, strict=True)]
        found: list[float] = []
        for share in SHARES:
            model.load_state_dict(start)
            found = _descend(model, parameters, inputs, targets, share)
            if not found or found[-1] < found[0]:
                break
        return (found[0], found[-1]) if found else ()


@contextmanager
def _double() -> Iterator[None]:
    """What is made of floating-point numbers meanwhile is in double precision."""
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


def _descend(
    model: nn.Module, parameters: list[nn.Parameter], inputs: list[Array],
    targets: list[Tensor | None], share: float,
) -> list[float]:  # fmt: skip
    """The losses of each step; none where no weight has a gradient."""
    found: list[float] = []
    for _ in range(STEPS + 1):
        model.zero_grad()
        loss = torch.zeros(())
        for one, target in zip(_drawn_alike(model, inputs), targets, strict=True):
            if target is not None:
                loss = loss + (one - target).square().mean() / target.square().mean()
        if not loss.requires_grad:
            return []
        loss.backward()
        slopes = [(p, p.grad) for p in parameters if p.grad is not None]
        steepness = sum(slope.square().sum().item() for _, slope in slopes)
        if not steepness:
            return []
        found.append(loss.item())
        with torch.no_grad():
            for parameter, slope in slopes:
                parameter -= share * loss.item() / steepness * slope
    return found


def _drawn_alike(model: nn.Module, inputs: list[Array]) -> list[Tensor]:
    """The outputs in training, with the same dropout in each call."""
    torch.manual_seed(0)
    return _outputs(model, inputs)


def _target(output: Tensor, noise: Array) -> Tensor | None:
    """The output moved by its own magnitude; none for one that is no float."""
    if not output.is_floating_point():
        return None
    magnitude = output.square().mean().sqrt().item()
    return output + torch.as_tensor(noise) * (magnitude or 1.0)


def _outputs(model: nn.Module, inputs: list[Array]) -> list[Tensor]:
    found = model(*(torch.as_tensor(one) for one in inputs))
    return list(found) if isinstance(found, (tuple, list)) else [found]


def _statistics(model: nn.Module) -> Iterator[Tensor]:
    """The buffers that are saved with a model, without batch norm's count of batches."""
    saved = model.state_dict().keys()
    for name, buffer in model.named_buffers():
        if name in saved and not name.endswith("num_batches_tracked"):
            yield buffer
