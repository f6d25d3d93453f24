"""The generated conformance models have the parameters and output shapes that specc inferred."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from specc.driver import Checked
from specc.ir.graph import Graph, Value
from tests.conformance.family import EXPECTED, FOLDER
from tests.program import load
from tests.spec_file import checked, program

Array = np.ndarray[Any, Any]
Sizes = Mapping[str, int]

SIZES: tuple[Sizes, ...] = ({"H": 32, "W": 48, "S": 9, "T": 12}, {"H": 16, "W": 16})
CASES = [
    pytest.param(spec, model, sizes, id=f"{model}-{index}")
    for spec in sorted(EXPECTED)
    for model in EXPECTED[spec]
    for index, sizes in enumerate(SIZES if spec == "unet.spec" else SIZES[:1])
]
cases = pytest.mark.parametrize(("spec", "model", "sizes"), CASES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the generated modules of this file lie."""
    return tmp_path_factory.mktemp("generated")


@cases
def test_pytorch(spec: str, model: str, sizes: Sizes, folder: Path) -> None:
    graph = read(spec).models[model]
    built = module(spec, "pytorch", folder, model).eval()
    trainable = sum(p.numel() for p in built.parameters())
    kept = built.state_dict().keys()
    buffers = [(name, b) for name, b in built.named_buffers() if name in kept]
    fixed = sum(b.numel() for name, b in buffers if "num_batches" not in name)
    assert (trainable, fixed) == (graph.trainable, graph.fixed)
    data = [torch.as_tensor(first(one)) for one in arrays(graph, sizes)]
    with torch.no_grad():
        found = built(*data)
    found = found if isinstance(found, tuple) else (found,)
    hold(found, [first_sizes(one) for one in expected(spec, model, sizes)])


@cases
def test_keras(spec: str, model: str, sizes: Sizes, folder: Path) -> None:
    graph = read(spec).models[model]
    built = module(spec, "keras", folder, model)
    fixed = [one for one in built.non_trainable_weights if "seed" not in one.path]
    assert (count(built.trainable_weights), count(fixed)) == (graph.trainable, graph.fixed)
    data = arrays(graph, sizes)
    found = built(data[0] if len(data) == 1 else data, training=False)
    found = found if isinstance(found, (list, tuple)) else (found,)
    arrived = [keras.ops.convert_to_numpy(one) for one in found]
    hold(arrived, expected(spec, model, sizes))


@cache
def read(spec: str) -> Checked:
    return checked(FOLDER / "specs" / spec)


@lru_cache(maxsize=1)
def module(spec: str, backend: str, folder: Path, model: str) -> Any:
    """A model of the generated `model.py`, built once."""
    name = f"{spec.removesuffix('.spec')}_{backend}"
    return getattr(load(program(read(spec), backend).files["model.py"], folder, name), model)()


def arrays(graph: Graph, sizes: Sizes) -> list[Array]:
    """Random inputs for two examples, channels last."""
    random = np.random.default_rng(0)
    kinds = [(one.type.dtype, shape(one, sizes)) for one in graph.inputs.values()]
    return [
        random.integers(0, 50, size)
        if dtype == "int"
        else random.normal(size=size).astype("float32")
        for dtype, size in kinds
    ]


def shape(value: Value, sizes: Sizes) -> tuple[int, ...]:
    return (2, *(one if isinstance(one, int) else sizes[str(one)] for one in value.type.sizes))


def first(values: Array) -> Array:
    return np.ascontiguousarray(np.moveaxis(values, -1, 1)) if values.ndim > 3 else values


def expected(spec: str, model: str, sizes: Sizes) -> list[tuple[int, ...]]:
    """The output shapes for two examples, channels last."""
    outputs = EXPECTED[spec][model]["outputs"].values()
    return [(2, *(sizes.get(one, one) for one in output)) for output in outputs]


def first_sizes(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return (sizes[0], sizes[-1], *sizes[1:-1]) if len(sizes) > 3 else sizes


def count(weights: list[Any]) -> int:
    return sum(int(np.prod(one.shape)) for one in weights)


def hold(found: Any, shapes: list[tuple[int, ...]]) -> None:
    """Outputs have these shapes and only finite elements."""
    assert [tuple(one.shape) for one in found] == shapes
    assert all(np.isfinite(np.asarray(one)).all() for one in found)
