"""Layers that draw or hold tensors of their own: where they may stand, and what training sees."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from specc.draw.scene import scene
from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source
from tests.layers.test_frameworks import run_keras, run_torch
from tests.layers.test_layer_shapes import fault, types
from tests.program import emitted, load, models_of

VALUES = np.random.default_rng(0).normal(size=(512, 3, 2)).astype("float32")


def training(use: str, backend: str, folder: Path, *, train: bool = True) -> Any:
    """What a model that is one use of a layer makes of 512 examples."""
    flow = use if use.startswith("Noise") else f"x -> {use}"
    text = f"model Net {{\n    input x: [3, 2]\n    output y = {flow}\n}}\n"
    model = load(emitted(text, backend)["model.py"], folder, f"{backend}_layer").Net()
    if backend == "keras":
        return keras.ops.convert_to_numpy(model(VALUES, training=train))
    return model.train(train)(torch.as_tensor(VALUES)).detach().numpy()


BACKENDS = pytest.mark.parametrize("backend", ["pytorch", "keras"])


@BACKENDS
def test_drop_path_drops_whole_examples(backend: str, tmp_path: Path) -> None:
    share = training("DropPath(0.25)", backend, tmp_path) / VALUES
    kept = np.isclose(share, 1 / 0.75, rtol=1e-4).all((1, 2))
    assert (kept | (share == 0).all((1, 2))).all()
    assert 0.65 < kept.mean() < 0.85


@BACKENDS
def test_gaussian_dropout_has_the_deviation_of_dropout(backend: str, tmp_path: Path) -> None:
    share = training("GaussianDropout(0.2)", backend, tmp_path) / VALUES
    assert abs(share.mean() - 1) < 0.05
    assert abs(share.std() - 0.5) < 0.05


@BACKENDS
def test_alpha_dropout_keeps_mean_and_deviation(backend: str, tmp_path: Path) -> None:
    made = training("AlphaDropout(0.2)", backend, tmp_path)
    assert abs(made.mean() - VALUES.mean()) < 0.1
    assert abs(made.std() - VALUES.std()) < 0.1
    assert not np.allclose(made, VALUES)


@BACKENDS
@pytest.mark.parametrize("train", [True, False])
def test_noise_is_always_drawn(backend: str, train: bool, tmp_path: Path) -> None:
    made = training("Noise([3, 2])", backend, tmp_path, train=train)
    assert abs(made.mean()) < 0.1
    assert abs(made.std() - 1) < 0.1
    assert len(np.unique(made)) > 3000


SAMPLE = """\
model Net {
    input mean: [6]
    input log_var: [6]
    [mean, log_var] -> SampleNormal
}
"""


@BACKENDS
def test_a_sample_has_the_mean_and_variance(backend: str, tmp_path: Path) -> None:
    mean, log_var = np.full((999, 6), 3, "float32"), np.full((999, 6), np.log(4), "float32")
    model = load(emitted(SAMPLE, backend)["model.py"], tmp_path, f"sample_{backend}").Net()
    if backend == "keras":
        made = keras.ops.convert_to_numpy(model([mean, log_var], training=True))
    else:
        made = model.train()(torch.as_tensor(mean), torch.as_tensor(log_var)).numpy()
    assert abs(made.mean() - 3) < 0.15
    assert abs(made.std() - 2) < 0.15


TOKENS = """\
block Tokens(count) {
    input x
    token = Learned([1, 5], init=constant(0.25))
    repeat count {
        x = x + Learned([3, 5], init=constant(0.5))
    }
    output [token, x] -> Concat(axis=0)
}

model Case {
    input image: [5, 5, 2]
    x = image -> Conv2D(5, 3, init=constant(0.1))
    output y = (x + Learned([3, 3, 5], init=ones)) -> Mean(1) -> Tokens(2)
}
"""


def test_sources_in_blocks_loops_and_between_images(tmp_path: Path) -> None:
    assert models_of(TOKENS)["Case"].trainable == 9 * 2 * 5 + 5 + 45 + 5 + 2 * 15
    data = [np.random.default_rng(1).normal(size=(2, 5, 5, 2)).astype("float32")]
    code = emitted(TOKENS, "pytorch")["model.py"]
    assert "self.learned(image)" in code  # the batch size needs no permute
    torch_model = load(code, tmp_path, "tokens_torch").Case()
    keras_model = load(emitted(TOKENS, "keras")["model.py"], tmp_path, "tokens_keras").Case()
    (ours,), (theirs,) = run_torch(torch_model, TOKENS, data), run_keras(keras_model, data)
    assert ours.shape == (2, 4, 5)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_saved_in_keras(tmp_path: Path) -> None:
    text = "model Net {\n    input x: [3]\n    (x + Learned([3], init=ones)) -> Dense(2)\n"
    text += "    output y = Noise([4])\n    output s = [x, x] -> SampleNormal\n}\n"
    model = load(emitted(text, "keras")["model.py"], tmp_path, "saved_sources").Net()
    model.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras")
    assert [w.shape for w in loaded.weights] == [w.shape for w in model.weights]


def test_shared_parameter_is_one(tmp_path: Path) -> None:
    text = (
        "model Net {\n    input x: [3]\n    layer p = Learned([3])\n    y = x + p\n    y * p\n}\n"
    )
    assert models_of(text)["Net"].trainable == 3
    model = load(emitted(text, "pytorch")["model.py"], tmp_path, "shared_parameter").Net()
    assert sum(p.numel() for p in model.parameters()) == 3


def test_diagrams_draw_no_wire_into_a_source() -> None:
    graph = models_of("model Net {\n    input x: [3]\n    x + Learned([3])\n}\n")["Net"]
    drawn = scene(graph)
    learned = next(box.id for box in drawn.boxes if box.title.startswith("Learned"))
    assert [wire.target for wire in drawn.wires if wire.source == "in0"] != [learned]
    assert not [wire for wire in drawn.wires if wire.target == learned]


@pytest.mark.parametrize(
    ("inputs", "use", "rule", "message"),
    [
        (
            ["[3]"], "Learned([3])", "invalid-flow",
            "`Learned` takes no tensor, so nothing can flow into it",
        ),
        (["[3]"], "Dense(2) -> Noise([3])", "invalid-flow",
         "`Noise` takes no tensor, so nothing can flow into it"),
        (
            ["[3, 4]", "[3, 5]"], "SampleNormal", "shape-mismatch",
            "`SampleNormal` joins [3, 4] and [3, 5]: axis 1 differs, 4 and 5",
        ),
        (
            ["[3, 4]", "[4]"], "SampleNormal", "shape-mismatch",
            "`SampleNormal` joins [3, 4] and [4]: 2 axes and 1",
        ),
        (
            ["[3]"], "[Learned([3], init=he_normal)] -> Add", "invalid-setting",
            "`init` of `Learned` must be an initialiser that needs no fan-in such as `zeros` or "
            "`normal(0.02)`, got `he_normal`",
        ),
        (
            ["[H]"], "[Learned([H])] -> Add", "invalid-setting",
            "`sizes` of `Learned` must be a list of (an integer of at least 1), got [H]",
        ),
        (
            ["[3]"], "InstanceNorm", "input-rank-mismatch",
            "`InstanceNorm` wants [time, channels], [height, width, channels] or "
            "[depth, height, width, channels], got [3]",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit(inputs: list[str], use: str, rule: str, message: str) -> None:
    found = fault(inputs, use)
    assert (found.rule, found.message) == (rule, message)


def test_a_source_stands_behind_an_input() -> None:
    text = "model Net {\n    p = Learned([3])\n    input x: [3]\n    x + p\n}\n"
    found = check(Source("test.spec", text), Workspace().load).diagnostics
    assert "`Learned` stands before the first input" in [d.message for d in found]


@pytest.mark.parametrize(
    ("inputs", "use", "wanted"),
    [
        (["[H, W]"], "RMSNorm(scale=false)", "[H, W]"),
        (["[H, W, 3]"], "InstanceNorm", "[H, W, 3]"),
        (["[H, 4]", "[H, 4]"], "SampleNormal", "[H, 4]"),
    ],
)
def test_symbolic_sizes(inputs: list[str], use: str, wanted: str) -> None:
    assert types(inputs, use) == wanted


@pytest.mark.parametrize("use", ["RMSNorm(scale=false)", "LayerNorm(scale=false, center=false)"])
def test_channels_known_only_at_run_time(use: str, tmp_path: Path) -> None:
    text = f"dim C\nmodel Case {{\n    input x: [5, C]\n    output y = x -> {use}\n}}\n"
    data = [np.random.default_rng(1).normal(size=(2, 5, 7)).astype("float32")]
    torch_model = load(emitted(text, "pytorch")["model.py"], tmp_path, "free_torch").Case()
    keras_model = load(emitted(text, "keras")["model.py"], tmp_path, "free_keras").Case()
    (ours,), (theirs,) = run_torch(torch_model, text, data), run_keras(keras_model, data)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
