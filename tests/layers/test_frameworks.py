"""Every case of every layer, in both frameworks: shape, parameter counts, and equal outputs."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

import specc.layers  # noqa: F401
from specc.layer import Case, Layer
from tests.carry import built, carry, randomize
from tests.program import models_of


def cases_of(layers: Iterable[type[Layer]]) -> list[Any]:
    return [
        pytest.param(case, id=f"{case.use}-{index}")
        for layer in layers
        for index, case in enumerate(layer.cases)
    ]


CASES = cases_of(Layer.known.values())
BUILT = cases_of(layer for layer in Layer.known.values() if not layer.opaque)


def spec_of(case: Case) -> str:
    """A model whose only layer is the case's."""
    prefix = "" if case.dtype == "float" else case.dtype
    names = [f"x{i}" for i in range(len(case.inputs))]
    inputs = [
        f"    input {n}: {prefix}{list(sizes)}" for n, sizes in zip(names, case.inputs, strict=True)
    ]
    several = bool(case.output) and isinstance(case.output[0], tuple)
    outputs = [f"y{i}" for i in range(len(case.output))] if several else ["y"]
    start = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    flow = case.use if layer_of(case).source else f"{start} -> {case.use}"
    lines = [
        *inputs,
        f"    {', '.join(outputs)} = {flow}",
        *(f"    output {y}" for y in outputs),
    ]
    return "model Case {\n" + "\n".join(lines) + "\n}\n"


def layer_of(case: Case) -> type[Layer]:
    return Layer.known[case.use.partition("(")[0]]


def sizes_of(case: Case) -> list[tuple[int, ...]]:
    several = bool(case.output) and isinstance(case.output[0], tuple)
    return list(case.output) if several else [tuple(case.output)]


def data_of(case: Case) -> list[np.ndarray[Any, Any]]:
    random = np.random.default_rng(1)
    if case.dtype == "int":
        return [random.integers(0, 5, size=(3, *sizes), dtype="int32") for sizes in case.inputs]
    kind = {"float": "float32", "bool": "bool"}[case.dtype]
    return [(2 * random.normal(size=(3, *sizes))).astype(kind) for sizes in case.inputs]


def channels_first(values: np.ndarray[Any, Any], layout: bool) -> np.ndarray[Any, Any]:
    return np.moveaxis(values, -1, 1) if layout and values.ndim > 2 else values


@pytest.mark.parametrize("case", CASES)
def test_statically(case: Case) -> None:
    graph = models_of(spec_of(case))["Case"]
    assert [value.type.sizes for value in graph.outputs.values()] == sizes_of(case)
    assert (graph.trainable, graph.fixed) == (case.trainable, case.fixed)


@pytest.mark.parametrize("case", BUILT)
def test_in_both_frameworks(case: Case, tmp_path: Path) -> None:
    text = spec_of(case)
    ours, theirs = (built(text, backend, tmp_path) for backend in ("pytorch", "keras"))
    torch_model, keras_model = ours.model.Case(), theirs.model.Case()
    randomize(torch_model)
    carry(ours, torch_model, theirs, keras_model, tmp_path)
    assert counts_of_torch(torch_model) == (case.trainable, case.fixed)
    assert counts_of_keras(keras_model) == (case.trainable, case.fixed)
    data = data_of(case)
    found = run_torch(torch_model, text, data)
    for one, other, sizes in zip(found, run_keras(keras_model, data), sizes_of(case), strict=True):
        assert other.shape[1:] == sizes
        assert one.shape == other.shape
        if not layer_of(case).random:
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def counts_of_torch(model: torch.nn.Module) -> tuple[int, int]:
    trainable = sum(p.numel() for p in model.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in model.parameters() if not p.requires_grad)
    kept = model.state_dict().keys()
    buffers = [(name, b) for name, b in model.named_buffers() if name in kept]
    running = sum(b.numel() for name, b in buffers if "num_batches" not in name)
    return trainable, frozen + running


def counts_of_keras(model: Any) -> tuple[int, int]:
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    fixed = sum(int(np.prod(w.shape)) for w in model.non_trainable_weights if "seed" not in w.path)
    return trainable, fixed


def run_torch(
    model: torch.nn.Module, text: str, data: list[np.ndarray[Any, Any]]
) -> list[np.ndarray[Any, Any]]:
    """Images go in and come out channels first; sequences where the docstring says so."""
    doc = model.__doc__ or ""
    graph = models_of(text)["Case"]
    turned = []
    for (name, value), values in zip(graph.inputs.items(), data, strict=True):
        turned.append(channels_first(values, is_first(doc, name, value.type.sizes)))
    with torch.no_grad():
        found = model.eval()(*(torch.as_tensor(np.ascontiguousarray(v)) for v in turned))
    results = [one.detach() for one in (found if isinstance(found, tuple) else (found,))]
    out = []
    for (name, value), result in zip(graph.outputs.items(), results, strict=True):
        first = is_first(doc, name, value.type.sizes)
        out.append(
            np.moveaxis(result.numpy(), 1, -1) if first and result.ndim > 2 else result.numpy()
        )
    return out


def is_first(doc: str, name: str, sizes: tuple[Any, ...]) -> bool:
    """Whether the model's docstring gives a tensor channels first."""
    if len(sizes) < 2:
        return False
    line = next(line for line in doc.splitlines() if line.strip().startswith(f"{name}: ("))
    return f"(N, {', '.join(map(str, (sizes[-1], *sizes[:-1])))})" in line


def run_keras(model: Any, data: list[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
    found = model(data[0] if len(data) == 1 else data, training=False)
    results = found if isinstance(found, (list, tuple)) else [found]
    return [keras.ops.convert_to_numpy(result) for result in results]
