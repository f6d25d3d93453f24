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

D = "Dense({}, init=constant(0.1), bias_init=constant(0.05){})"


def dense(units: object, more: str = "") -> str:
    """A dense layer that starts at constants."""
    return D.format(units, f", {more}" if more else "")


BLOCK = f"block Step(width) {{\n input x\n h = x -> {dense('width', 'activation=tanh')} -> {dense('x.channels')}\n output x + h\n}}\n"

BODIES = {
    "residual repeat": f"{BLOCK}model M {{\n input x: [6]\n repeat 4 {{ Step(5) }}\n {dense(2)}\n}}",
    "first differs": f"{BLOCK}model M {{\n input x: [6]\n repeat 3 {{ {dense(4)} -> Tanh }}\n {dense(2)}\n}}",
    "widths": f"{BLOCK}model M {{\n input x: [6]\n for w in [3, 4, 5] {{ Step(w) -> Tanh }}\n}}",
    "two carried": (
        f"model M {{\n input x: [4]\n a = x -> {dense(3)}\n b = x -> {dense(3)}\n"
        f" repeat 3 {{\n  c = a + b\n  a = b -> Tanh\n  b = c -> {dense(3)}\n }}\n"
        " output a\n output b\n}"
    ),
    "memory": (
        f"block Two {{\n input x, m\n y = [x, m] -> Concat -> {dense('x.channels')}\n output y * m\n}}\n"
        f"model M {{\n input x: [4]\n m = x -> Tanh\n y = x\n repeat 3 {{ y = [y, m] -> Two }}\n output y + x\n}}"
    ),
    "shared in a repeat": (
        f"model M {{\n input x: [4]\n layer f = {dense(4)}\n repeat 3 {{ f -> Tanh }}\n f\n}}"
    ),
    "shared block": f"{BLOCK}model M {{\n input a: [4]\n input b: [4]\n layer f = Step(3)\n p = a -> f -> Tanh\n q = b -> f\n output p * q\n}}",
    "nested repeats": f"{BLOCK}model M {{\n input x: [4]\n repeat 2 {{ repeat 3 {{ Step(3) }}\n {dense(4)} }}\n}}",
    "branches": f"model M {{\n input x: [4]\n x -> [{dense(3)} -> Tanh, Identity, {dense(2)}] -> Concat\n output y = {dense(2, 'activation=softmax')}\n}}",
    "two outputs": f"model M {{\n input x: [4]\n h = {dense(5, 'activation=relu')}\n output a = h -> {dense(3, 'activation=softmax')}\n output b = h -> {dense(1, 'activation=sigmoid')}\n output c = h -> {dense(2)}\n}}",
    "split": f"model M {{\n input x: [6]\n a, b = x -> Split(2)\n c = a -> {dense(3)}\n output b * c\n}}",
    "condition": (
        f"block R(width) {{\n input x\n y = x -> {dense('width')} -> Tanh\n skip = x\n if x.channels != width {{\n"
        f"  skip = x -> {dense('width', 'bias=false')}\n }}\n output y + skip\n}}\n"
        "model M {\n input x: [3]\n R(4) -> R(4) -> R(6) -> R(6)\n}"
    ),
    "model as layer": f"model Inner {{\n input x: [4]\n {dense(3)} -> Tanh\n}}\nmodel M {{\n input x: [4]\n Inner -> {dense(2)}\n}}",
    "loop collects": f"model M {{\n input x: [4]\n a = x\n s = x\n repeat 3 {{ a = a -> {dense(4)} -> Tanh\n s = s + a }}\n output s\n}}",
    "keyword names": f"model M {{\n input class: [4]\n lambda = class -> {dense(4)}\n import = lambda -> Tanh\n output self = import + class\n}}",
}


@pytest.mark.parametrize("name", BODIES)
def test_same_outputs_and_counts(name: str, tmp_path: Path) -> None:
    text = BODIES[name] + "\n"
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
