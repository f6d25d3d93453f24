"""The blocks of `std.convolution`: sizes, parameters, and equal outputs in both frameworks."""

from pathlib import Path

import numpy as np
import pytest

from tests.carry import built, carry, randomize
from tests.layers.test_frameworks import run_keras, run_torch
from tests.program import models_of

USES = [
    # use, input, output, and the trainable parameters part by part
    ("InvertedResidual(24, stride=2)", "[8, 6, 16]", (4, 3, 24), 16 * 96 + 13 * 96 + 96 * 24 + 48),
    ("InvertedResidual(16)", "[8, 6, 16]", (8, 6, 16), 16 * 96 + 13 * 96 + 96 * 16 + 32),
    ("InvertedResidual(8, expansion=1)", "[8, 6, 16]", (8, 6, 8), 9 * 16 + 16 * 8 + 2 * 24),
    ("SqueezeExcite(4)", "[8, 6, 16]", (8, 6, 16), 16 * 4 + 4 + 4 * 16 + 16),
    ("SqueezeExcite", "[9, 8]", (9, 8), 8 + 1 + 8 + 8),
    ("DenseLayer(4)", "[8, 6, 5]", (8, 6, 9), 10 + 5 * 16 + 32 + 16 * 4 * 9),
    ("DenseBlock(4, layers=2)", "[8, 6, 5]", (8, 6, 13), 698 + 18 + 9 * 16 + 32 + 16 * 4 * 9),
    ("ConvNeXtBlock", "[8, 6, 4]", (8, 6, 4), 4 * 50 + 8 + 4 * 16 + 16 + 16 * 4 + 4 + 4),
    (
        "ConvNeXtBlock(drop_path=0.1)",
        "[8, 6, 96]",
        (8, 6, 96),
        96 * 50 + 192 + 96 * 384 + 384 + 384 * 96 + 192,
    ),
]


def text_of(use: str, sizes: str) -> str:
    block = use.partition("(")[0]
    body = f"    input x: {sizes}\n    output y = x -> {use}\n"
    return f"import {block} from std.convolution\nmodel Case {{\n{body}}}\n"


@pytest.mark.parametrize(("use", "sizes", "wanted", "trainable"), USES)
def test_sizes(use: str, sizes: str, wanted: tuple[int, ...], trainable: int) -> None:
    graph = models_of(text_of(use, sizes))["Case"]
    assert graph.outputs["y"].type.sizes == wanted
    assert graph.trainable == trainable


@pytest.mark.parametrize(("use", "sizes"), [use[:2] for use in USES])
def test_the_frameworks_agree(use: str, sizes: str, tmp_path: Path) -> None:
    text = text_of(use, sizes)
    ours, theirs = (built(text, backend, tmp_path) for backend in ("pytorch", "keras"))
    torch_model, keras_model = ours.model.Case(), theirs.model.Case()
    randomize(torch_model)
    carry(ours, torch_model, theirs, keras_model, tmp_path)
    shape = [3, *map(int, sizes.strip("[]").split(","))]
    data = [np.random.default_rng(1).normal(size=shape).astype("float32")]
    one, other = run_torch(torch_model, text, data)[0], run_keras(keras_model, data)[0]
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
