"""Extern layers: generated models import the user's Python and call it as declared."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from specc.driver import check
from specc.emit.imported import import_lines
from specc.exchange import InvalidDocument, from_document, to_document
from specc.files.workspace import Workspace
from specc.ir.document import GraphDocument
from specc.source import Source
from tests.generated import built
from tests.layers.test_frameworks import counts_of_keras, counts_of_torch
from tests.program import emitted, load, models_of

PYTHON = """\
import keras
import torch
from torch import nn


class Fourier(nn.Module):
    def __init__(self, channels, modes, kind, scales):
        super().__init__()
        assert (kind, scales) == ("sine", (1.0, 2))
        self.weight = nn.Parameter(torch.full((channels, modes), 0.5))

    def forward(self, x):
        return torch.sin(x @ self.weight)


class Pair(nn.Module):
    def forward(self, a, b):
        return a + b.sum(1, keepdim=True), a - 1


class KerasFourier(keras.layers.Layer):
    def __init__(self, channels, modes, kind, scales, **kwargs):
        super().__init__(**kwargs)
        self.modes = modes

    def build(self, shape):
        start = keras.initializers.Constant(0.5)
        self.weight = self.add_weight((shape[-1], self.modes), start)

    def call(self, x):
        return keras.ops.sin(x @ self.weight)


class KerasPair(keras.layers.Layer):
    def call(self, a, b):
        return a + keras.ops.sum(b, 1, keepdims=True), a - 1
"""

SPEC = """\
extern layer Fourier(channels, modes=3, kind=sine, scales=[1.0, 2]) {
    input x: [T, channels]
    output [T, modes]
    params  = channels * modes
    pytorch = "mylib.layers:Fourier"
    keras   = "mylib.layers:KerasFourier"
}

extern layer Pair {
    input a: [N]
    input b: [M]
    output [N]
    output [N]
    pytorch = "mylib.layers:Pair"
    keras   = "mylib.layers:KerasPair"
}

model Net {
    input x: [8, 2]
    layer same = Fourier(2, 2)
    y = x -> same -> same -> Fourier(2)
    a, b = [y -> GlobalMaxPool, x -> GlobalAvgPool] -> Pair
    output a
    output b
}
"""


@pytest.fixture
def mylib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with the user's layers."""
    (tmp_path / "mylib").mkdir()
    (tmp_path / "mylib" / "layers.py").write_text(PYTHON, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def messages(text: str) -> list[tuple[str, str]]:
    found = check(Source("test.spec", text), Workspace().load).diagnostics
    return [(d.rule, d.message) for d in found]


def test_both_frameworks_call_it(mylib: Path) -> None:
    torch_model = load(emitted(SPEC, "pytorch")["model.py"], mylib, "extern_torch").Net()
    keras_model = load(emitted(SPEC, "keras")["model.py"], mylib, "extern_keras").Net()
    graph = models_of(SPEC)["Net"]
    counts = (graph.trainable, graph.fixed)
    assert counts == (10, 0) == counts_of_torch(torch_model) == counts_of_keras(keras_model)
    x = np.random.default_rng(0).normal(size=(4, 8, 2)).astype("float32")
    ours = torch_model(torch.as_tensor(x))
    for one, other in zip(ours, keras_model(x), strict=True):
        np.testing.assert_allclose(
            one.detach().numpy(), keras.ops.convert_to_numpy(other), rtol=1e-5, atol=1e-6
        )


def test_images_come_channels_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = "from torch import nn\nclass Last(nn.Module):\n    def forward(self, x):\n"
    python += "        assert x.shape[1:] == (6, 5, 4)\n        return x[..., :2]\n"
    (tmp_path / "picture.py").write_text(python, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = """\
extern layer Last {
    input x: [H, W, 4]
    output [H, W, 2]
    pytorch = "picture:Last"
}
model Net {
    input x: [6, 5, 3]
    Conv2D(4, 3, padding=same) -> Last -> Conv2D(1, 1)
}
"""
    model = load(emitted(text, "pytorch")["model.py"], tmp_path, "extern_last").Net()
    assert model(torch.zeros(2, 3, 6, 5)).shape == (2, 1, 6, 5)


def test_names_of_the_file_are_kept_apart() -> None:
    text = SPEC.replace("mylib.layers:Pair", "mylib.other:Net").replace(
        "mylib.layers:Fourier", "mylib.layers:Scale"
    )
    code = emitted(text, "pytorch")["model.py"]
    assert "from mylib.layers import Scale as ScaleLayer\n" in code
    assert "from mylib.other import Net as NetLayer\n" in code
    assert "class Scale(" not in code


def test_imports_of_one_module_stand_together() -> None:
    names = {"b.c:Two": "Two", "a:x": "XLayer", "b.c:One": "One"}
    assert import_lines(names) == ["from a import x as XLayer", "from b.c import One, Two"]


@pytest.mark.parametrize("backend", ["pytorch", "keras"])
def test_without_a_class_nothing_is_generated(backend: str) -> None:
    text = "\n".join(line for line in SPEC.splitlines() if f"{backend} =" not in line.strip() and
                     not line.strip().startswith(backend))  # fmt: skip
    found = built.emitted(text, backend)
    assert not found.files
    framework = {"pytorch": "PyTorch", "keras": "Keras"}[backend]
    assert [d.message for d in found.diagnostics] == [
        f"the extern layer `{word}` names no class for {framework}" for word in ("Fourier", "Pair")
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        (
            "x -> same -> same -> Fourier(2)", "x -> Fourier(3)", "shape-mismatch",
            "the input `x` of `Fourier` is [T, channels], got [8, 2]",
        ),
        (
            "x -> same -> same", "x -> Dense(3) -> same", "shape-mismatch",
            "the input `x` of `Fourier` is [T, channels], got [8, 3]",
        ),
        ("-> Pair", "-> Concat -> Pair", "input-count", "`Pair` takes 2 inputs, got 1"),
        (
            "scales=[1.0, 2]", "scales={a: 1}", "invalid-setting",
            "`scales` of the extern layer `Fourier` is {a: 1}",
        ),
        (
            "mylib.layers:Fourier", "mylib.class:Fourier", "extern-declaration",
            '`pytorch` of an extern layer is no `module:Class`, got "mylib.class:Fourier"',
        ),
        (
            "channels * modes", "channels / modes", "extern-declaration",
            "`params` of `Fourier` is a number of at least 0, got 1.0",
        ),
        (
            "    output [T, modes]\n", "", "extern-declaration",
            "the extern layer `Fourier` does not declare what it gives",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(old: str, new: str, rule: str, message: str) -> None:
    assert old in SPEC
    assert (rule, message) in messages(SPEC.replace(old, new, 1))


def test_a_dim_of_the_file_is_any_size_in_a_pattern() -> None:
    assert not messages("dim T\n" + SPEC)


def document(text: str) -> Any:
    return to_document(models_of(text)["Net"]).model_dump_json()


def test_document_round_trip() -> None:
    back = from_document(GraphDocument.model_validate_json(document(SPEC)))
    graph = models_of(SPEC)["Net"]
    assert [node.layer.key for node in back.nodes] == [node.layer.key for node in graph.nodes]
    assert (back.trainable, back.values) == (graph.trainable, graph.values)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"pytorch":"mylib.layers:Pair"', '"pytorch":"os:system(1)"', "not paths such as"),
        ('"layer":"Pair"', '"layer":"1); evil("', "has no proper name"),
        ('"shape":[4]', '"shape":[2,2]', "does not have the weights"),
    ],
)
def test_false_documents(old: str, new: str, message: str) -> None:
    text = document(SPEC)
    assert old in text
    with pytest.raises(InvalidDocument, match=message):
        from_document(GraphDocument.model_validate_json(text.replace(old, new)))
