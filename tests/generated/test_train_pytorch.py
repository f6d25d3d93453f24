"""The generated PyTorch `train.py`: its form, what it computes, and how well it trains."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from sklearn import metrics

from specc.training.schedule import Schedule
from tests.generated.built import build, emitted, history, module, request, result, ruff, run
from tests.generated.settings import (
    ENDS,
    HOSTILE,
    LOSSES,
    MATRIX,
    MODEL,
    OPTIMIZERS,
    OTHERS,
    SCHEDULES,
    SHAPES,
    TRAIN,
    USUAL,
    digits,
)

RUN = {name: spec for name, spec in {**OTHERS, **SHAPES, **HOSTILE}.items() if name != "quotes"}
TABLE = """data d {{ source = table([[0, 0], [0, 1], [1, 0], [1, 1]], {rows})\n split = [1, 0, 0] }}
model Perceptron {{ input x: [2]\n output y = Dense(1, activation=step) }}
model Mlp {{ input x: [2]\n Dense(8, activation=tanh)\n output y = Dense(1, activation=sigmoid) }}
train rule {{ model = Perceptron\n optimizer = perceptron(lr=0.1)\n epochs = 100\n batch = 1 }}
train mlp {{ model = Mlp\n loss = binary_cross_entropy\n optimizer = adam(lr=0.05)
    metrics = [accuracy]\n epochs = 300\n batch = all }}
"""
CANCER = """data cancer { source = sklearn(breast_cancer)\n split = [0.7, 0.15, 0.15]
    scale = standard }
model Tabular { input features: [30]
    Dense(64, activation=relu) -> BatchNorm -> Dense(64, activation=relu)
    Dense(32, activation=relu) -> BatchNorm -> Dense(32, activation=relu)
    output malignant = Dense(1, activation=sigmoid) }
train { loss = binary_cross_entropy\n optimizer = adam\n metrics = [accuracy, auc]
    epochs = 60\n early_stop = patience(8, monitor=val_loss) }
"""
DIGITS = digits(
    conv="", last="MaxPool2D(2) -> Conv2D(64, kernel=3, padding=same, activation=relu)\n"
    "GlobalAvgPool -> Dense(10, activation=softmax)", batch="64",
).replace("Conv2D(8", "Conv2D(32").replace("GlobalAvgPool\n    Max", "Max")  # fmt: skip


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.mark.parametrize("spec", MATRIX.values(), ids=MATRIX)
def test_ruff_finds_nothing(tmp_path: Path, spec: str) -> None:
    assert ruff(build(spec, tmp_path)) == ""


@pytest.mark.parametrize("spec", [OTHERS["augment"], SHAPES["several"]], ids=["one", "several"])
def test_same_spec_same_bytes(spec: str) -> None:
    assert emitted(spec).files == emitted(spec).files


@pytest.mark.parametrize("spec", RUN.values(), ids=RUN)
def test_runs(tmp_path: Path, spec: str) -> None:
    printed = run(build(spec, tmp_path))
    assert np.isfinite(list(result(printed).values())).all()
    assert len(history(tmp_path)) == 2
    assert {"best.pt", "curves.png"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizers_lower_the_loss(tmp_path: Path, optimizer: str) -> None:
    folder = build(digits(optimizer=optimizer), tmp_path)
    run(folder, "--epochs", "3", "--batch", "64")
    losses = [row["loss"] for row in history(folder)]
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_run_on_every_end(tmp_path: Path, loss: str, end: str) -> None:
    folder = build(digits(loss=loss, last=end), tmp_path)
    assert np.isfinite(result(run(folder, "--epochs", "1"))["loss"])


def test_digits(tmp_path: Path) -> None:
    folder = build(DIGITS, tmp_path)
    printed = run(folder, "--epochs", "12", "--lr", "3e-3")
    assert printed.startswith("test: loss ")
    assert result(printed)["accuracy"] >= 0.95


def test_cancer(tmp_path: Path) -> None:
    found = result(run(build(CANCER, tmp_path)))
    assert found["accuracy"] >= 0.95
    assert found["auc"] >= 0.98
    assert len(history(tmp_path)) < 60


@pytest.mark.parametrize(
    ("rows", "accuracy", "said"),
    [("[0, 0, 0, 1]", 1.0, ""), ("[0, 1, 1, 0]", 0.75, "not separated")],
)
def test_perceptron(tmp_path: Path, rows: str, accuracy: float, said: str) -> None:
    printed = run(build(TABLE.format(rows=rows), tmp_path, train="rule"))
    assert said in printed
    assert printed.strip().split("\n")[-1].startswith("training data: accuracy")
    assert result(printed)["accuracy"] <= accuracy
    assert (len(history(tmp_path)) == 100) == bool(said)
    assert (history(tmp_path)[-1]["mistakes"] == 0) != bool(said)


def test_perceptron_is_short() -> None:
    full = emitted(OTHERS["augment"]).files["train.py"].count("\n")
    short = emitted(TABLE.format(rows="[0, 0, 0, 1]"), train="rule").files["train.py"]
    assert short.count("\n") < 0.6 * full
    assert not any(word in short for word in ("optim", "loss", "precision", "val_"))


def test_mlp_learns_xor(tmp_path: Path) -> None:
    found = result(run(build(TABLE.format(rows="[0, 1, 1, 0]"), tmp_path, train="mlp")))
    assert found["accuracy"] == 1.0


def test_help_lists_what_can_be_changed(tmp_path: Path) -> None:
    folder = build(digits(), tmp_path)
    command = [sys.executable, str(folder / "train.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = ("epochs", "batch", "lr", "seed", "device", "precision", "compile", "out")
    assert all(f"--{word}" in done.stdout for word in words)


def test_options_reach_the_program(tmp_path: Path) -> None:
    folder = build(digits(), tmp_path / "program")
    run(folder, "--epochs", "1", "--precision", "bf16", "--out", str(tmp_path / "out"))
    assert len(history(tmp_path / "out")) == 1
    assert not (folder / "best.pt").exists()


def test_files_are_read_from_the_data_folder(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n % 7},{'ab'[n % 7 > 3]}\n" for n in range(100))
    (tmp_path / "t.csv").write_text(f"x1,x2,kind\n{rows}")
    data = 'data d { source = csv("t.csv", target=kind)\n scale = standard }\n'
    model = "model Net { input x: [2]\n Dense(2) }\n"
    folder = build(data + model + TRAIN.format(**USUAL), tmp_path / "program")
    found = result(run(folder, "--data", str(tmp_path), "--epochs", "60", "--batch", "8"))
    assert found["accuracy"] >= 0.9


def test_seed_decides_everything(tmp_path: Path) -> None:
    folder = build(OTHERS["augment"], tmp_path)
    first, again, other = (run(folder, "--seed", seed) for seed in ("1", "1", "2"))
    assert first == again != other


@pytest.mark.parametrize("word", SCHEDULES)
def test_rate_is_the_schedule(tmp_path: Path, word: str) -> None:
    program = train(tmp_path, digits(train=f"schedule = {word}"))
    for time in np.linspace(0, 2, 17):
        assert program.rate(time, 2) == pytest.approx(schedule(word).share(time, 2), abs=1e-9)


@pytest.mark.parametrize("words", ["precision", "recall", "f1"])
def test_counted_metrics(tmp_path: Path, words: str) -> None:
    program = train(tmp_path, OTHERS["metrics"])
    called, actual = np.random.default_rng(0).integers(4, size=(2, 200))
    counts = program.class_counts(torch.tensor(called), torch.tensor(actual), 10)
    score = getattr(metrics, f"{words}_score")(actual, called, average="macro")
    assert getattr(program, words)(counts) == pytest.approx(score, abs=1e-6)


def test_auc(tmp_path: Path) -> None:
    program = train(tmp_path, OTHERS["metrics"])
    random = np.random.default_rng(0)
    shares, actual = random.dirichlet(np.ones(4), 200).round(1), random.integers(4, size=200)
    masks = torch.tensor(np.eye(4)[actual] > 0)
    score = metrics.roc_auc_score(np.eye(4)[actual], shares, average="macro")
    assert program.mean_auc(torch.tensor(shares), masks) == pytest.approx(score, abs=1e-6)


def test_iou(tmp_path: Path) -> None:
    program = train(tmp_path, SHAPES["mask"])
    called, actual = np.random.default_rng(0).integers(3, size=(2, 5, 4, 4))
    counts = program.class_counts(torch.tensor(called), torch.tensor(actual), 3)
    score = metrics.jaccard_score(actual.ravel(), called.ravel(), average="macro")
    assert program.iou(counts) == pytest.approx(score, abs=1e-6)


def test_lion(tmp_path: Path) -> None:
    program = train(tmp_path, digits(optimizer="lion"))
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
    optimizer = program.Lion([weight], lr=0.1, betas=(0.9, 0.5), weight_decay=0.5)
    for gradient in ([1.0, -3.0], [-0.4, 4.0]):
        weight.grad = torch.tensor(gradient)
        optimizer.step()
    first = np.array([1.0, -2.0]) * 0.95 - 0.1 * np.array([1.0, -1.0])
    assert weight.detach().numpy() == pytest.approx(first * 0.95 - 0.1 * np.array([1.0, -1.0]))


def test_norms_stay_below_the_limit(tmp_path: Path) -> None:
    spec = digits(conv=", max_norm=0.5", optimizer="sgd(0.5)")
    run(build(spec, tmp_path))
    weights = torch.load(tmp_path / "best.pt")
    kernel = next(value for name, value in weights.items() if value.ndim == 4)
    assert kernel.flatten(1).norm(dim=1).max() <= 0.5 + 1e-5


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            digits(last="Dense(10)", train="objective = contrastive").replace("loss ", "#"),
            "`contrastive` training cannot be generated yet, only `supervised`",
        ),
        (digits(train="metrics = [r2]"), "`r2` has no meaning for the target `digit` (class(10))"),
        (
            digits(train="freeze = [global_avg_pool]"),
            "`freeze` names `global_avg_pool`, which holds no weights",
        ),
        (MODEL.format(**USUAL) + TRAIN.format(**USUAL), "there is no data to train on"),
        (
            SHAPES["several"].replace("epochs ", "early_stop = patience(1, monitor=val_f1)\n#"),
            "`val_f1` is not one number but 2, one for each output",
        ),
        (
            SHAPES["mask"].replace("target seg", "augment = [flip(both)]\n target seg"),
            "`flip` would move the image and leave its mask where it is",
        ),
        (
            SHAPES["several"].replace("scale =", "augment = [flip(both)]\n scale ="),
            "augmentation cannot treat 2 inputs alike yet, only one",
        ),
        (
            SHAPES["number"].replace("synthetic", 'npz("a.npz", inputs=[a, b])'),
            "`npz` names 2 arrays for inputs, and 1 are needed",
        ),
        (
            "dim T\n" + SHAPES["sequence"].replace("[12, 3]", "[T, 3]"),
            "`synthetic` data needs every size, and `T` is open",
        ),
        (
            TABLE.format(rows="[0, 0, 0, 1]").replace("epochs = 100", "ema = 0.9"),
            "`ema` means nothing to the perceptron rule",
        ),
        (
            TABLE.format(rows="[0, 0, 0, 1]").replace("model = Perceptron", "model = Mlp"),
            "the perceptron rule trains one `Dense` behind `step`, `Mlp` is not one",
        ),
    ],
)
def test_what_cannot_be_generated_is_said(spec: str, message: str) -> None:
    found = emitted(spec)
    assert not found.files
    assert [(d.rule, d.message) for d in found.diagnostics] == [
        ("not-supported-by-backend", message)
    ]


def test_models_alone_come_with_a_readme() -> None:
    found = emitted("model Net { input x: [T]\n Dense(3) }".replace("[T]", "[4]"))
    assert sorted(found.files) == ["README.md", "model.py", "weights.json", "weights.py"]
    assert "x = torch.zeros(1, 4)" in found.files["README.md"]


def train(folder: Path, spec: str) -> ModuleType:
    """The generated `train.py` as a module."""
    return module(build(spec, folder), "train")


def schedule(word: str) -> Schedule:
    """The schedule of a spec."""
    plan = request(digits(train=f"schedule = {word}")).train
    assert plan is not None
    return plan.schedule
