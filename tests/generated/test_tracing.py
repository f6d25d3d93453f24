"""Generated models go through the frameworks' own compilers and files, and stay the same."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from tests.program import emitted, load

BRANCHES = """\
dim T
block Step(width, slope=0.1) {
    input x
    y = x -> Dense(width) -> LeakyReLU(slope)
    skip = x
    if x.channels != width { skip = x -> Dense(width) -> BatchNorm }
    if slope > 0.1 { y = y * skip } else { y = y + skip }
    output y
}
model M {
    input x: [T, 4]
    for width in [4, 6, 8] {
        Step(width)
        repeat 2 { Step(width, slope=0.3) }
    }
}
"""
SHARED = """\
block Encoder {
    input x
    x -> Conv1D(4, kernel=3, padding=same, activation=relu) -> GlobalMaxPool -> Dense(3)
}
model M {
    input left: [9, 2]
    input right: [9, 2]
    layer encoder = Encoder
    a = left -> encoder
    b = right -> encoder
    output a * b
    output distance = a - b
}
"""
LOOP = """\
model M {
    input x: [5]
    y = x
    repeat 3 { y = [x, y -> Dense(5) -> Tanh] -> Concat -> Dense(5) }
    output class = y -> Dense(3, activation=softmax)
}
"""
IMAGE = """\
block Residual(width, stride=1) {
    input x
    y = x -> Conv2D(width, 3, stride=stride, padding=1) -> BatchNorm -> ReLU
    if stride == 1 and x.channels == width { y = y + x }
    output y
}
model M {
    input image: [8, 8, 3]
    Residual(4, stride=2) -> Residual(4) -> MaxPool2D(2) -> Flatten -> Dropout(0.5)
    output logits = Dense(2)
}
"""
SPECS = [(BRANCHES, [(7, 4)]), (SHARED, [(9, 2), (9, 2)]), (LOOP, [(5,)]), (IMAGE, [(8, 8, 3)])]
IDS = ["branches", "shared", "loop", "image"]
MODELS = pytest.mark.parametrize(("text", "sizes"), SPECS, ids=IDS)


def given(sizes: list[tuple[int, ...]], first: bool) -> list[Any]:
    """Three examples of each input, images and channels first where that is asked for."""
    random = np.random.default_rng(0)
    found = [random.normal(size=(3, *size)).astype("float32") for size in sizes]
    return [np.moveaxis(x, -1, 1) if first and x.ndim > 3 else x for x in found]


def flat(found: Any) -> list[Any]:
    return list(found) if isinstance(found, (list, tuple)) else [found]


def model_of(text: str, folder: Path) -> torch.nn.Module:
    torch.manual_seed(0)
    module = load(emitted(text, "pytorch")["model.py"], folder, "torch_tracing")
    made: torch.nn.Module = module.M()
    return made.eval()


def tensors(model: torch.nn.Module, sizes: list[tuple[int, ...]]) -> tuple[torch.Tensor, ...]:
    found = tuple(torch.as_tensor(x) for x in given(sizes, True))
    if any(isinstance(part, torch.nn.Conv1d) for part in model.modules()):
        found = tuple(x.movedim(-1, 1) for x in found)
    return found


@MODELS
@pytest.mark.parametrize("way", ["compile", "export", "trace"])
def test_pytorch(text: str, sizes: list[tuple[int, ...]], way: str, tmp_path: Path) -> None:
    model = model_of(text, tmp_path)
    inputs = tensors(model, sizes)
    if way == "compile":
        other = torch.compile(model, backend="eager", fullgraph=True)
    elif way == "export":
        other = torch.export.export(model, inputs).module()
    else:
        other = torch.jit.trace(model, inputs)
    with torch.no_grad():
        for one, two in zip(flat(model(*inputs)), flat(other(*inputs)), strict=True):
            torch.testing.assert_close(one, two)


@MODELS
def test_keras_file(text: str, sizes: list[tuple[int, ...]], tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    model = load(emitted(text, "keras")["model.py"], tmp_path, "keras_tracing").M()
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    data = given(sizes, False)
    inputs = data[0] if len(data) == 1 else data
    for one, two in zip(flat(model(inputs)), flat(again(inputs)), strict=True):
        found, expected = keras.ops.convert_to_numpy(two), keras.ops.convert_to_numpy(one)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
