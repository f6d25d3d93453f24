"""Loops in generated code read and keep the right variables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from tests.program import emitted, load

Array = np.ndarray[Any, Any]

SKIP = """\
model Loops {
    input x: [4]
    y = x -> repeat 3 { Tanh }
    output x - y
}
"""
NESTED = """\
model Loops {
    input x: [4]
    repeat 2 {
        y = x
        repeat 3 { y = y + (y -> Tanh) }
        x = x * y
    }
    output x
}
"""
UNEVEN = """\
model Loops {
    input x: [4]
    for slope in [0.1, 0.2, 0.4] { LeakyReLU(slope) }
}
"""


def skip(x: Array) -> Array:
    return x - np.tanh(np.tanh(np.tanh(x)))


def nested(x: Array) -> Array:
    for _ in range(2):
        y = x
        for _ in range(3):
            y = y + np.tanh(y)
        x = x * y
    return x


def uneven(x: Array) -> Array:
    return np.where(x > 0, x, x * 0.008)


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
@pytest.mark.parametrize(("spec", "means"), [(SKIP, skip), (NESTED, nested), (UNEVEN, uneven)])
def test_loop(spec: str, means: Callable[[Array], Array], backend: str, tmp_path: Path) -> None:
    model = load(emitted(spec, backend)["model.py"], tmp_path, f"loops_{backend}").Loops()
    x = np.linspace(-2, 2, 12, dtype="float32").reshape(3, 4)
    if backend == "pytorch":
        found = model.eval()(torch.as_tensor(x)).numpy()
    else:
        found = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(found, means(x), rtol=1e-5)


def test_layer_of_the_same_name_brings_no_helper() -> None:
    code = emitted("model A {\n    input x: [4, 4, 1]\n    AvgPool2D(2)\n}\n", "pytorch")[
        "model.py"
    ]
    assert "self.avg_pool" in code
    assert "def avg_pool" not in code


def test_evenly_spaced_sizes_are_a_range() -> None:
    spec = """\
model A {
    input x: [8]
    repeat 30 { x = [x, x -> Dense(4)] -> Concat }
}
"""
    assert "for n in range(8, 128, 4)" in emitted(spec, "pytorch")["model.py"]


def test_sizes_that_change_in_a_loop_are_letters() -> None:
    spec = "model A {\n    input x: [8]\n    for n in [4, 2] { Dense(n) -> Tanh }\n}\n"
    assert "# (N, C)" in emitted(spec, "pytorch")["model.py"]
