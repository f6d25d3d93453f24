"""Networks of the frameworks' own collections, built without their published weights.

torchvision is no part of the tests' environment: a stand-in has networks of the same outer form.
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest
import torch
from torch import nn

from specc.backbone import BACKBONES
from specc.cost import cost
from tests.layers.test_frameworks import counts_of_keras
from tests.layers.test_layer_shapes import fault, types
from tests.program import emitted, load, models_of


def spec(use: str, size: str = "64, 64, 3") -> str:
    return f"model Net {{\n    input x: [{size}]\n    output y = x -> {use}\n}}\n"


def stand_in(name: str, weights: str | None) -> nn.Module:
    """A network whose parts are called as torchvision's."""
    body = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU())
    if name.startswith("resnet"):
        return nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten())
    network = nn.Module()
    network.features = body[:2]
    network.classifier = nn.Sequential(nn.GroupNorm(1, 4), nn.Flatten())
    network.weights = weights
    return network


@pytest.fixture
def torchvision(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What was asked of the stand-in: network → weights."""
    asked: dict[str, Any] = {}

    def make(name: str, weights: str | None) -> nn.Module:
        asked[name] = weights
        return stand_in(name, weights)

    models = {n: lambda weights, n=n: make(n, weights) for n in BACKBONES}
    package = SimpleNamespace(models=SimpleNamespace(**models))
    monkeypatch.setitem(sys.modules, "torchvision", package)
    return asked


def built(use: str, folder: Path) -> Any:
    return load(emitted(spec(use), "pytorch")["model.py"], folder, "pretrained_torch").Net()


@pytest.mark.parametrize(
    ("network", "lowest"),
    [("resnet50", 0.0), ("densenet121", 0.0), ("vgg16", None), ("convnext_tiny", None)],
)
def test_pytorch_cuts_the_head_off(
    network: str, lowest: float | None, torchvision: dict[str, Any], tmp_path: Path
) -> None:
    made = built(f"Pretrained({network})", tmp_path)(torch.rand(2, 3, 64, 64))
    assert torchvision == {network: "IMAGENET1K_V1"}
    assert made.shape == (2, 4, 32, 32)
    assert (made.min().item() == 0) == (lowest == 0)


def test_pytorch_keeps_a_frozen_network_as_it_is(
    torchvision: dict[str, Any], tmp_path: Path
) -> None:
    model = built("Pretrained(vgg16)", tmp_path).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert not model(torch.rand(2, 3, 64, 64)).requires_grad
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_pytorch_trains_a_network_from_the_start(
    torchvision: dict[str, Any], tmp_path: Path
) -> None:
    model = built("Pretrained(vgg16, weights=none, trainable=true)", tmp_path).train()
    assert torchvision == {"vgg16": None}
    assert model(torch.rand(2, 3, 64, 64)).requires_grad


def test_pytorch_scales_as_torchvision(torchvision: dict[str, Any], tmp_path: Path) -> None:
    module = load(
        emitted(spec("Pretrained(vgg16)"), "pytorch")["model.py"], tmp_path, "pretrained_scale"
    )
    scaled = module.scaled_for_imagenet(torch.full((1, 3, 2, 2), 0.5))
    wanted = [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225]
    np.testing.assert_allclose(scaled[0, :, 0, 0].numpy(), wanted, rtol=1e-5)


def in_keras(use: str, folder: Path, size: str = "64, 64, 3") -> Any:
    return load(emitted(spec(use, size), "keras")["model.py"], folder, "pretrained_keras").Net()


@pytest.mark.parametrize(
    "use",
    [
        "Pretrained(resnet50, none)",
        "Pretrained(mobilenet_v3_small, none, trainable=true)",
        "Pretrained(vgg16, none)",
    ],
)
def test_keras_has_the_counts_and_sizes(use: str, tmp_path: Path) -> None:
    graph = models_of(spec(use, "65, 97, 3"))["Net"]
    model = in_keras(use, tmp_path, "65, 97, 3")
    assert counts_of_keras(model) == (graph.trainable, graph.fixed)
    assert model.output_shape[1:] == graph.outputs["y"].type.sizes
    keras.utils.clear_session()


def test_keras_resnet_is_the_same_without_its_biases(tmp_path: Path) -> None:
    text = emitted(spec("Pretrained(resnet50, none)"), "keras")["model.py"]
    module = load(text, tmp_path, "pretrained_biases")
    network = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(64, 64, 3))
    random = np.random.default_rng(0)
    for weight in network.weights:
        if weight.name in ("bias", "moving_mean"):
            weight.assign(random.normal(size=weight.shape) * 0.1)
    x = random.normal(size=(1, 64, 64, 3)).astype("float32")
    wanted, found = network(x), module.without_biases(network)(x)
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("network", "module"),
    [
        ("vgg16", "vgg16"),
        ("densenet121", "densenet"),
        ("mobilenet_v2", "mobilenet_v2"),
    ],
)
def test_keras_scales_as_its_own_function(network: str, module: str, tmp_path: Path) -> None:
    model = in_keras(f"Pretrained({network}, none)", tmp_path)
    scaling = keras.Model(model.input, model.layers[-2].output)
    x = np.random.default_rng(0).uniform(size=(1, 64, 64, 3)).astype("float32")
    wanted = getattr(keras.applications, module).preprocess_input(255 * x)
    np.testing.assert_allclose(scaling(x), wanted, rtol=1e-4, atol=1e-4)


def test_multiply_adds_are_those_published() -> None:
    graph = models_of(spec("Pretrained(resnet50)", "224, 224, 3"))["Net"]
    assert cost(graph).macs == 4_089_184_256 - 2048 * 1000


@pytest.mark.parametrize(
    ("use", "size", "wanted"),
    [
        ("Pretrained(vgg16)", "[32 * H, 64, 3]", "[H, 2, 512]"),
        ("Pretrained(resnet50)", "[32 * H, 65, 3]", "[H, 3, 2048]"),
        ("Pretrained(mobilenet_v2)", "[32 * H, 65, 3]", "[H, 3, 1280]"),
    ],
)
def test_symbolic_sizes(use: str, size: str, wanted: str) -> None:
    assert types([size], use) == wanted


@pytest.mark.parametrize(
    ("size", "use", "message", "help"),
    [
        (
            "[64, 64, 1]", "Pretrained(vgg16)",
            "`Pretrained` wants an image [height, width, 3], got [64, 64, 1]", "",
        ),
        (
            "[64, 31, 3]", "Pretrained(vgg16)",
            "`Pretrained(vgg16)` wants 32 x 32 or more, got [64, 31, 3]", "",
        ),
        (
            "[H, 64, 3]", "Pretrained(vgg16)",
            "`Pretrained(vgg16)` wants 32 x 32 or more, got [H, 64, 3]",
            "say so: `dim H, W where H >= 32`",
        ),
        (
            "[H, 64, 3]", "Pretrained(mobilenet_v2)",
            "`Pretrained(mobilenet_v2)` wants sizes that 32 divides, where they are symbolic, "
            "got [H, 64, 3]",
            "say so: `dim H, W where H % 32 == 0`",
        ),
        (
            "[64, 64, 3]", "Pretrained(resnet51)",
            "`network` of `Pretrained` must be " + ", ".join(f"`{n}`" for n in list(BACKBONES)[:-1])
            + f" or `{list(BACKBONES)[-1]}`, got `resnet51`",
            "did you mean `resnet50`?",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit(size: str, use: str, message: str, help: str) -> None:
    found = fault([size], use)
    assert (found.message, found.help) == (message, help)


def test_keras_uses_a_network_twice_and_saves_it(tmp_path: Path) -> None:
    text = """\
model Net {
    input x: [32, 32, 3]
    a = x -> Pretrained(mobilenet_v3_small, none, trainable=true) -> GlobalAvgPool
    b = x -> Pretrained(mobilenet_v3_small, none) -> GlobalAvgPool
    [a, b] -> Concat
}
"""
    model = load(emitted(text, "keras")["model.py"], tmp_path, "pretrained_twice").Net()
    model.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras")
    assert counts_of_keras(model) == counts_of_keras(loaded) == (927_008, 12_112 + 939_120)
