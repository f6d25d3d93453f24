"""Layers over sizes that only run time knows: generated code takes several, saved models too."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from specc.ir.dim import evaluate
from tests.layers.test_frameworks import run_keras, run_torch
from tests.program import emitted, load, models_of

USES = [
    ("[H, W, 3]", "y = x -> Upsample(2)"),
    ("[H, W, 3]", "y = x -> Upsample([1, 3], mode=bilinear)"),
    ("[H, 3]", "y = x -> Upsample(3, mode=bilinear)"),
    ("[H, W, 3]", "y = x -> Resize([2 * H, 7])"),
    ("[H, 3]", "y = x -> Resize([9])"),
    ("[H, W, 12]", "y = x -> PixelShuffle(2)"),
    ("[H, W, 3]", "y = x -> ZeroPad([[0, 1], 2])"),
    ("[H, W, 3]", "y = x -> Crop([[0, 1], 1])"),
    ("[H, W, 3]", "y = x -> Pad([1, [0, 2], 0], mode=reflect)"),
    ("[H, W, 3]", "y = x -> Slice(-3, -1, axis=1)"),
    ("[H, W, 3]", "y = x -> Take(-1, axis=-1)"),
    ("[H, W, 3]", "y = x -> Sum([0, 2])"),
    ("[H, W]", "y = x -> ExpandDims(0)"),
    ("[3 * H, W]", "first, y, last = x -> Split(3, axis=0)"),
    ("[H, 6]", "first, y, last = x -> Split([1, H - 4, 3], axis=0)"),
    ("[H, W, 16]", "y = x -> Reshape([-1, 16])"),
    ("[H, W, 16]", "y = x -> Reshape([H, W, 4, 4])"),
    ("[H, W, 16]", "y = x -> Reshape([W, 8, 2 * H])"),
]


@pytest.mark.parametrize(("kind", "statement"), USES)
def test_generated_code_takes_any_size(kind: str, statement: str, tmp_path: Path) -> None:
    text = (
        "dim H, W where H >= 5 and W >= 5\n"
        f"model Case {{\n    input x: {kind}\n    {statement}\n    output y\n}}\n"
    )
    torch_model = load(emitted(text, "pytorch")["model.py"], tmp_path, "torch_open").Case()
    load(emitted(text, "keras")["model.py"], tmp_path, "keras_open").Case().save(
        tmp_path / "model.keras"
    )
    keras_model = keras.models.load_model(tmp_path / "model.keras")
    small, large = {"H": 5, "W": 6}, {"H": 9, "W": 7}
    agree(text, torch_model, keras_model, data(kind, small), small)
    agree(text, torch_model, keras_model, data(kind, large), large)


def data(kind: str, sizes: dict[str, int]) -> list[np.ndarray]:
    shape = [eval(size, {}, sizes) for size in kind.strip("[]").split(",")]
    return [np.random.default_rng(2).normal(size=(2, *shape)).astype("float32")]


def agree(
    text: str, torch_model: Any, keras_model: Any, given: list[np.ndarray], sizes: dict[str, int]
) -> None:
    wanted = models_of(text)["Case"].outputs["y"].type.sizes
    (ours,), (theirs,) = run_torch(torch_model, text, given), run_keras(keras_model, given)
    assert ours.shape == (2, *(evaluate(size, sizes) for size in wanted))
    assert theirs.shape == ours.shape
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
