"""Measures signal and gradient of a model at initialisation, in PyTorch, by its generated code.

The model is the one that `specc build` writes, turned inside out as `specc verify` does it, so that
each tensor is an output. Inputs are standard normal (indices: uniform), the gradients of the
outputs too; every number is a root mean square, averaged over seeds by its logarithm.
"""

import importlib.util
import sys
import tempfile
from collections.abc import Iterator, Mapping
from math import exp, log
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from specc.backend import Request, find_backend
from specc.ir.graph import Graph, Node
from specc.layers.recurrent import Recurrent
from specc.layers.text import Embedding
from specc.verify.probe import made_values, probe

TINY = 1e-30


class Measured(NamedTuple):
    """Root mean squares of one layer: output, dL/dz, and gradient of its kernels."""

    signal: float
    gradient: float
    weight_gradient: float


def measure(graph: Graph, rows: list[int], seeds: int, batch: int) -> dict[int, Measured]:
    """What is measured of some nodes, by id."""
    inside = numbered(probe(graph))
    module = imported(emitted(inside))
    logs: dict[int, list[tuple[float, ...]]] = {row: [] for row in rows}
    for seed in range(seeds):
        torch.manual_seed(seed)
        run = _Run(getattr(module, graph.name)(), graph, batch)
        for row in rows:
            logs[row].append(tuple(log(max(one, TINY)) for one in run.numbers(row)))
    return {row: Measured(*_means(found)) for row, found in logs.items()}


def numbered(graph: Graph) -> Graph:
    """With nodes whose names are their numbers, so that modules can be found."""
    nodes = tuple(node._replace(name=f"part{node.id}") for node in graph.nodes)
    return graph._replace(nodes=nodes)


def _means(found: list[tuple[float, ...]]) -> Iterator[float]:
    for column in zip(*found, strict=True):
        yield exp(sum(column) / len(column))


def emitted(graph: Graph) -> str:
    """The code of a model."""
    request = Request({graph.name: graph}, None, "flow.spec", "0" * 64, "")
    found = find_backend("pytorch").emit(request)
    assert not found.diagnostics, found.diagnostics
    return found.files["model.py"]


def imported(code: str) -> ModuleType:
    """The module that the code is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.py"
        path.write_text(code, encoding="utf-8")
        spec = importlib.util.spec_from_file_location("flow_model", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["flow_model"] = module
        spec.loader.exec_module(module)
    return module


class _Run:
    """One draw of weights and inputs, forward and back."""

    def __init__(self, model: nn.Module, graph: Graph, batch: int) -> None:
        self.model, self.graph = model.train(), graph
        self.inner: dict[str, Tensor] = {}
        for name, part in model.named_children():
            part.register_forward_hook(self._hook(name))
        known = hasattr(type(model), "logits")
        made = (model.logits if known else model)(*_inputs(graph, batch))
        outputs = made if isinstance(made, tuple) else (made,)
        numbers = [value.id for value in made_values(graph)]
        self.values: Mapping[int, Tensor] = dict(zip(numbers, outputs, strict=True))
        for value in self.values.values():
            if value.requires_grad:
                value.retain_grad()
        ends = [self.values[value] for value in graph.root.outputs if value in self.values]
        ends = [end for end in ends if end.requires_grad]
        torch.autograd.backward(ends, [torch.randn_like(end) for end in ends])

    def _hook(self, name: str) -> Any:
        def hook(module: nn.Module, given: Any, made: Any) -> None:
            first = made[0] if isinstance(made, tuple) else made
            if name not in self.inner and first.requires_grad:
                first.retain_grad()
                self.inner[name] = first

        return hook

    def numbers(self, row: int) -> tuple[float, float, float]:
        """Output, dL/dz and kernel gradient of a node."""
        node = self.graph.nodes[row]
        recurrent = isinstance(node.layer, Recurrent)
        inner = self.values[node.outputs[0]] if recurrent else self.inner.get(self._part(node))
        slope = None if inner is None else inner.grad
        return (
            rms(self.values[node.outputs[0]].detach()),
            rms(slope) if slope is not None else 0.0,
            self._kernels(node),
        )

    def _part(self, node: Node) -> str:
        """The last of the modules that make up a layer."""
        known = [name for name, _ in self.model.named_children()]
        return [name for name in known if _belongs(name, node)][-1]

    def _kernels(self, node: Node) -> float:
        slopes = [
            weight.grad.flatten()
            for path, weight in self.model.named_parameters()
            if weight.dim() > 1 and weight.grad is not None and _belongs(path, node)
        ]
        return rms(torch.cat(slopes)) if slopes else 0.0


def _belongs(path: str, node: Node) -> bool:
    """Whether a module or a parameter is one of a node's."""
    first = path.partition(".")[0]
    return first.partition("_")[0] == f"part{node.id}"


def rms(values: Tensor) -> float:
    """The root mean square."""
    return values.double().square().mean().sqrt().item()


def _inputs(graph: Graph, batch: int) -> list[Tensor]:
    made = []
    for value in graph.inputs.values():
        sizes = [size for size in value.type.sizes if isinstance(size, int)]
        if value.type.dtype == "int":
            made.append(torch.randint(_vocab(graph, value.id), (batch, *sizes)))
            continue
        first = len(sizes) > 2 or _read_by_convolution(graph, value.id)
        shape = (sizes[-1], *sizes[:-1]) if first and len(sizes) > 1 else tuple(sizes)
        made.append(torch.randn(batch, *shape))
    return made


def _vocab(graph: Graph, value: int) -> int:
    readers = (graph.nodes[one].layer for one in graph.consumers()[value])
    return min(layer.vocab for layer in readers if isinstance(layer, Embedding))


def _read_by_convolution(graph: Graph, value: int) -> bool:
    return any(graph.nodes[one].layer.family == "convolution" for one in graph.consumers()[value])
