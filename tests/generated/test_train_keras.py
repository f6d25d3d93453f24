"""The generated Keras `train.py`: its form, what it computes, and how well it trains."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest

from tests.generated import built
from tests.generated.built import history, module, result, ruff, run
from tests.generated.settings import MATRIX, OTHERS, SHAPES, digits, synthetic
from tests.generated.test_train_pytorch import CANCER, DIGITS, TABLE

WRITTEN = {name: spec for name, spec in MATRIX.items() if name != "clip"}
"""Keras has one kind of clipping at a time."""
RUN = (
    "accumulate", "fp16", "plateau", "stop on metric", "every", "metrics", "whole", "augment",
    "no validation", "regularized", "mask", "mask single", "same", "sequence", "several",
    "names of the program", "optimizer nadam", "schedule one_cycle", "dice on Dense(10)",
    "focal on Dense(10, activation=sigmoid)",
)  # fmt: skip
AND, XOR = TABLE.format(rows="[0, 0, 0, 1]"), TABLE.format(rows="[0, 1, 1, 0]")


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    """Programs set the precision for the whole process."""
    yield
    keras.mixed_precision.set_dtype_policy("float32")


def build(text: str, folder: Path, train: str | None = None) -> Path:
    return built.build(text, folder, "keras", train)


@pytest.mark.parametrize("spec", WRITTEN.values(), ids=WRITTEN)
def test_ruff_finds_nothing(tmp_path: Path, spec: str) -> None:
    assert ruff(build(spec, tmp_path)) == ""


def test_same_spec_same_bytes() -> None:
    first, again = (built.emitted(SHAPES["several"], "keras").files for _ in range(2))
    assert first == again


@pytest.mark.parametrize("name", RUN)
def test_runs(tmp_path: Path, name: str) -> None:
    printed = run(build(MATRIX[name], tmp_path))
    assert np.isfinite(list(result(printed).values())).all()
    rows = history(tmp_path)
    assert [row["epoch"] for row in rows] == [1, 2]
    assert {"best.weights.h5", "curves.png"} <= {path.name for path in tmp_path.iterdir()}


def test_digits(tmp_path: Path) -> None:
    printed = run(build(DIGITS, tmp_path), "--epochs", "12", "--lr", "3e-3")
    assert printed.strip().split("\n")[-1].startswith("test: loss ")
    assert result(printed)["accuracy"] >= 0.95


def test_cancer(tmp_path: Path) -> None:
    found = result(run(build(CANCER, tmp_path)))
    assert found["accuracy"] >= 0.95
    assert found["auc"] >= 0.98
    assert len(history(tmp_path)) < 60


def test_mlp_learns_xor(tmp_path: Path) -> None:
    found = result(run(build(XOR, tmp_path, "mlp"), "--epochs", "150", "--lr", "0.1"))
    assert found["accuracy"] == 1.0


def test_perceptron_separates_what_can_be(tmp_path: Path) -> None:
    printed = run(build(AND, tmp_path, "rule"))
    assert result(printed) == {"accuracy": 1.0}
    assert history(tmp_path)[-1]["mistakes"] == 0
    assert len(history(tmp_path)) < 100


def test_perceptron_fails_on_xor(tmp_path: Path) -> None:
    printed = run(build(XOR, tmp_path, "rule"))
    assert "not separated" in printed
    assert result(printed)["accuracy"] <= 0.75
    assert len(history(tmp_path)) == 100


def test_perceptron_is_short() -> None:
    full = built.emitted(OTHERS["augment"], "keras").files["train.py"]
    short = built.emitted(AND, "keras", "rule").files["train.py"]
    assert short.count("\n") < 0.6 * full.count("\n")
    assert not any(word in short for word in ("optim", "loss", "precision", "val_"))


def test_on_torch(tmp_path: Path) -> None:
    folder = build(DIGITS.replace("[accuracy]", "[accuracy, f1]"), tmp_path)
    command = [sys.executable, str(folder / "train.py"), "--epochs", "6", "--lr", "5e-3"]
    given = {**os.environ, "KERAS_BACKEND": "torch"}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
    assert result(done.stdout)["accuracy"] >= 0.9


def test_help_lists_what_can_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program: Any = module(build(digits(), tmp_path), "train")
    monkeypatch.setattr(sys, "argv", ["train.py", "--help"])
    with pytest.raises(SystemExit):
        program.main()
    shown = capsys.readouterr().out
    words = ("epochs", "batch", "lr", "seed", "precision", "jit", "out")
    assert all(f"--{word}" in shown for word in words)


def test_options_reach_the_program(tmp_path: Path) -> None:
    folder = build(digits(), tmp_path / "program")
    run(folder, "--epochs", "1", "--precision", "bf16", "--out", str(tmp_path / "out"))
    assert len(history(tmp_path / "out")) == 1
    assert not (folder / "best.weights.h5").exists()


def test_seed_decides_everything(tmp_path: Path) -> None:
    folder = build(OTHERS["augment"], tmp_path)
    first, again, other = (
        result(run(folder, "--epochs", "1", "--seed", seed)) for seed in ("1", "1", "2")
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("train", "name", "best"),
    [
        ("", "loss", min),
        ("ema = 0.8", "loss", min),
        ("metrics = [accuracy]\n checkpoint = best(monitor=val_accuracy)", "accuracy", max),
    ],
    ids=["loss", "ema", "accuracy"],
)
def test_best_weights_are_kept(tmp_path: Path, train: str, name: str, best: Any) -> None:
    spec = digits(split="[0.8, 0.2, 0]", optimizer="adam(0.3)", train=train)
    found = result(run(build(spec, tmp_path), "--epochs", "5"))
    columns = [row[f"val_{name}"] for row in history(tmp_path)]
    assert columns[-1] != best(columns)
    assert found[name] == pytest.approx(best(columns), abs=1e-4)


def test_accumulated_batches_are_one_large_batch(tmp_path: Path) -> None:
    model = synthetic("input x: [4]\n target y: real", "input x: [4]\n Dense(1)", "mse", "[]")
    large = model.replace("adam", "sgd(0.1)").replace("samples = 60", "samples = 80")
    small = large.replace("optimizer", "accumulate = 2\n optimizer")
    first = run(build(large, tmp_path / "large"), "--batch", "32")
    second = run(build(small, tmp_path / "small"), "--batch", "16")
    assert result(second) == pytest.approx(result(first), abs=1e-4)


def test_every_epoch_has_an_order_of_its_own(tmp_path: Path) -> None:
    program: Any = module(build(digits(), tmp_path), "train")
    part = program.Part(np.arange(10.0), np.arange(10))
    batches = program.Shuffled(part, 4, seed=0)
    first = [batches[at][0] for at in range(len(batches))]
    batches.on_epoch_end()
    second = [batches[at][0] for at in range(len(batches))]
    assert [len(batch) for batch in second] == [4, 4, 2]
    one, other = np.concatenate(first), np.concatenate(second)
    assert one.tolist() != other.tolist()
    assert sorted(one) == sorted(other) == list(range(10))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            OTHERS["clip"],
            "Keras clips gradients in one way, and this asks for two: `clip_norm = 1` and "
            "`clip_value = 0.5`",
        ),
        (digits(train="metrics = [r2]"), "`r2` has no meaning for the target `digit` (class(10))"),
        (
            digits(train="freeze = [global_avg_pool]"),
            "`freeze` names `global_avg_pool`, which holds no weights",
        ),
    ],
)
def test_what_cannot_be_generated_is_said(spec: str, message: str) -> None:
    found = built.emitted(spec, "keras")
    assert not found.files
    assert [d.message for d in found.diagnostics] == [message]


def test_models_alone_come_with_a_readme() -> None:
    found = built.emitted("model Net { input x: [4]\n Dense(3) }", "keras")
    assert sorted(found.files) == ["README.md", "model.py", "weights.json", "weights.py"]
    assert "x = np.zeros((1, 4), np.float32)" in found.files["README.md"]


def test_diverged_training_stops(tmp_path: Path) -> None:
    spec = digits(optimizer="sgd(1e-3)", last="Dense(10)", loss="mse")
    with pytest.raises(SystemExit, match="a lower rate may help"):
        run(build(spec, tmp_path), "--lr", "1e9", "--epochs", "9")
