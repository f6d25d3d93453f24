"""A program whose spec leaves sizes open runs at any of them, alike in both frameworks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from specc.ir.dim import evaluate
from specc.ir.graph import Graph, Value
from tests.carry import Built, carry, randomize
from tests.program import load
from tests.spec_file import ROOT, program
from tests.weights.small import Array, hold, outputs_of_keras, outputs_of_torch
from tests.zoo.small import made_small

Sizes = Mapping[str, int]

BACKENDS = ("pytorch", "keras")
OWN = ("model", "weights")

SIZES: Mapping[str, tuple[Sizes, ...]] = {
    "unet": ({"H": 16, "W": 16}, {"H": 48, "W": 32}, {"H": 32, "W": 112}),
    "fcn": ({"H": 32, "W": 32}, {"H": 64, "W": 96}),
    "gpt2": ({"T": 1}, {"T": 23}),
    "bert": ({"T": 1}, {"T": 23}),
    "text_cnn": ({"T": 5}, {"T": 31}),
    "char_lstm": ({"T": 1}, {"T": 17}),
    "wavenet": ({"T": 3}, {"T": 150}),
    "transformer": ({"S": 1, "T": 9}, {"S": 14, "T": 6}),
    "seq2seq": ({"S": 11, "T": 1}, {"S": 5, "T": 8}),
    "captioning": ({"T": 1}, {"T": 13}),
}
CASES = [
    pytest.param(spec, sizes, id="-".join([spec, *map(str, sizes.values())]))
    for spec, several in SIZES.items()
    for sizes in several
]


class Pair(NamedTuple):
    """A model in both frameworks with the same weights."""

    graph: Graph
    torch: Any
    keras: Any


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs of this file lie."""
    return tmp_path_factory.mktemp("sizes")


@cache
def pair(spec: str, folder: Path) -> Pair:
    """The model of a spec of the zoo, made small."""
    ours, theirs = (built(spec, backend, folder / spec / backend) for backend in BACKENDS)
    (graph,) = made_small(zoo(spec)).models.values()
    found = Pair(graph, getattr(ours.model, graph.name)(), getattr(theirs.model, graph.name)())
    randomize(found.torch)
    carry(ours, found.torch, theirs, found.keras, folder)
    return found


def zoo(spec: str) -> Path:
    return ROOT / "specs" / f"{spec}.spec"


def built(spec: str, backend: str, folder: Path) -> Built:
    """A spec's program in a framework, imported."""
    files = program(made_small(zoo(spec)), backend).files
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    loaded = (load(files[f"{name}.py"], folder, f"{spec}_{backend}_{name}") for name in OWN)
    return Built(*loaded)


def array(value: Value, sizes: Sizes) -> Array:
    """Random data for an input, two examples."""
    random = np.random.default_rng(0)
    shape = (2, *numbers(value, sizes))
    if value.type.dtype == "int":
        return random.integers(0, 2, size=shape).astype("int32")
    return random.normal(size=shape).astype("float32")


def numbers(value: Value, sizes: Sizes) -> tuple[int, ...]:
    """What specc says that a value's sizes are."""
    return tuple(evaluate(size, sizes) for size in value.type.sizes)


@pytest.mark.parametrize(("spec", "sizes"), CASES)
def test_outputs_agree_at_every_size(spec: str, sizes: Sizes, folder: Path) -> None:
    found = pair(spec, folder)
    data = [array(value, sizes) for value in found.graph.inputs.values()]
    ours = outputs_of_torch(found.torch, found.graph, data)
    theirs = outputs_of_keras(found.keras, data)
    expected = [(2, *numbers(value, sizes)) for value in found.graph.outputs.values()]
    assert [one.shape for one in ours] == [one.shape for one in theirs] == expected
    hold(ours, theirs)
