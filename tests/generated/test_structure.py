"""Blocks, loops, branches and shared layers mean the same in both frameworks.

All weights start at constants, so that outputs agree only where the wiring does, whatever order
each framework makes its weights in; the counts show that shared weights are shared.
"""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from tests.program import emitted, load, models_of

CASES = sorted((Path(__file__).parent / "structure").glob("*.spec"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_same_outputs_and_counts(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    graph = models_of(text)["M"]
    ours = load(emitted(text, "pytorch")["model.py"], tmp_path, "torch_structure").M().eval()
    theirs = load(emitted(text, "keras")["model.py"], tmp_path, "keras_structure").M()
    assert sum(p.numel() for p in ours.parameters()) == graph.trainable
    assert theirs.count_params() == graph.trainable
    random = np.random.default_rng(0)
    sizes = [value.type.sizes for value in graph.inputs.values()]
    data = [random.normal(size=(5, *map(int, size))).astype("float32") for size in sizes]  # type: ignore[arg-type]
    with torch.no_grad():
        found = listed(ours(*map(torch.as_tensor, data)))
    expected = listed(theirs(data[0] if len(data) == 1 else data))
    assert len(found) == len(expected) == len(graph.outputs)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(
            one.numpy(), keras.ops.convert_to_numpy(other), rtol=1e-5, atol=1e-6
        )


def listed(found: Any) -> list[Any]:
    return list(found) if isinstance(found, (list, tuple)) else [found]
