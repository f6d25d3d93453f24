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
BACKENDS = ["pytorch", "keras"]


def spec(*lines: str) -> str:
    """A model of one input, `n`, which is also what loops would like to call a number."""
    return "\n".join(["model Loops {", "    input n: [4]", *(f"    {one}" for one in lines), "}\n"])


SKIP = spec("y = n -> repeat 3 { Tanh }", "output n - y")
NESTED = spec(
    "repeat 2 {",
    "    y = n",
    "    repeat 3 { y = y + (y -> Tanh) }",
    "    n = n * y",
    "}",
)
UNEVEN = spec("y = n", "for slope in [0.1, 0.2, 0.4] { y = y -> LeakyReLU(slope) }", "output y + n")
TWICE = spec(
    "y = n",
    "for a in [1.5, 3.0] {",
    "    for b in [0.9, 0.5] { y = y -> ELU(a) -> LeakyReLU(b) }",
    "}",
    "output y",
)


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
    return np.where(x > 0, x, x * 0.008) + x


def twice(x: Array) -> Array:
    for a in (1.5, 3.0):
        for b in (0.9, 0.5):
            x = np.where(x > 0, x, a * np.expm1(x) * b)
    return x


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("text", "means"),
    [(SKIP, skip), (NESTED, nested), (UNEVEN, uneven), (TWICE, twice)],
    ids=["skip", "nested", "uneven", "twice"],
)
def test_loop(text: str, means: Callable[[Array], Array], backend: str, tmp_path: Path) -> None:
    model = load(emitted(text, backend)["model.py"], tmp_path, f"loops_{backend}").Loops()
    x = np.linspace(-2, 2, 12, dtype="float32").reshape(3, 4)
    if backend == "pytorch":
        found = model.eval()(torch.as_tensor(x)).numpy()
    else:
        found = keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(found, means(x), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            spec("repeat 30 { n = [n, n -> Dense(4)] -> Concat }"),
            "for in_features in range(4, 124, 4)",
        ),
        (spec("for width in [4, 2] { Dense(width) -> Tanh }"), "torch.tanh(dense(n))  # (N, C)"),
        (spec("repeat 2 { Dense(4) -> Tanh }"), "for dense in self.denses:"),
    ],
    ids=["even sizes are a range", "changing sizes are letters", "singular of denses"],
)
def test_looks(text: str, line: str) -> None:
    assert line in emitted(text, "pytorch")["model.py"]


def test_layer_named_like_a_helper_does_not_bring_it() -> None:
    code = emitted("model A {\n    input x: [4, 4, 1]\n    AvgPool2D(2)\n}\n", "pytorch")
    assert "self.avg_pool" in code["model.py"]
    assert "def avg_pool" not in code["model.py"]
