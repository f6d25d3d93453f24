"""Generated Keras optimizers, losses, metrics and schedules compute what the spec's words mean.

Optimizers are held against PyTorch's, whose formulas are the spec's.
"""

import math
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
import torch
from sklearn import metrics

from tests.generated.built import build, module, request
from tests.generated.settings import OTHERS, SCHEDULES, SHAPES, digits, synthetic

OPTIMIZERS: list[tuple[str, Any]] = [
    ("sgd(0.1)", lambda w: torch.optim.SGD(w, 0.1)),
    ("sgd(0.1, weight_decay=0.1)", lambda w: torch.optim.SGD(w, 0.1, weight_decay=0.1)),
    ("sgd(0.1, momentum=0.9)", lambda w: torch.optim.SGD(w, 0.1, momentum=0.9)),
    (
        "sgd(0.1, momentum=0.9, nesterov=true, weight_decay=0.1)",
        lambda w: torch.optim.SGD(w, 0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    ),
    ("adam(0.1)", lambda w: torch.optim.Adam(w, 0.1)),
    (
        "adam(0.1, beta1=0.5, beta2=0.9, weight_decay=0.1, amsgrad=true)",
        lambda w: torch.optim.Adam(w, 0.1, (0.5, 0.9), weight_decay=0.1, amsgrad=True),
    ),
    ("adam(0.1, eps=0.01)", lambda w: torch.optim.Adam(w, 0.1, eps=0.01)),
    (
        "adam(0.1, eps=0.01, amsgrad=true)",
        lambda w: torch.optim.Adam(w, 0.1, eps=0.01, amsgrad=True),
    ),
    ("adamw(0.1, weight_decay=0.1)", lambda w: torch.optim.AdamW(w, 0.1, weight_decay=0.1)),
    (
        "adamw(0.1, weight_decay=0.1, eps=0.01)",
        lambda w: torch.optim.AdamW(w, 0.1, weight_decay=0.1, eps=0.01),
    ),
    ("nadam(0.1)", lambda w: torch.optim.NAdam(w, 0.1)),
    ("rmsprop(0.1)", lambda w: torch.optim.RMSprop(w, 0.1, alpha=0.9)),
    (
        "rmsprop(0.1, rho=0.8, momentum=0.9, centered=true, eps=0.01)",
        lambda w: torch.optim.RMSprop(w, 0.1, 0.8, 0.01, momentum=0.9, centered=True),
    ),
    ("adagrad(0.1)", lambda w: torch.optim.Adagrad(w, 0.1)),
    (
        "adagrad(0.1, initial=0.5, eps=0.1)",
        lambda w: torch.optim.Adagrad(w, 0.1, initial_accumulator_value=0.5, eps=0.1),
    ),
]  # fmt: skip
START = np.array([1.0, -2.0, 0.5], np.float32)
GRADIENTS = np.array([[1, -3, 1e-3], [0.4, 4, -2e-3], [-2, 0, 1e-4], [1, 1, 1]], np.float32)


def program(folder: Path, text: str) -> Any:
    """The generated `train.py` as a module."""
    return module(build(text, folder, "keras"), "train")


def stepped(optimizer: Any, rates: list[float]) -> Any:
    """The weights after Keras' steps, with the rate that each has."""
    weight = keras.Variable(START)
    optimizer.build([weight])
    for gradient, rate in zip(GRADIENTS, rates, strict=True):
        optimizer.learning_rate = rate
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [weight])
    return keras.ops.convert_to_numpy(weight)


def torch_stepped(make: Any, rates: list[float]) -> Any:
    """The weights after PyTorch's steps."""
    weight = torch.nn.Parameter(torch.tensor(START))
    optimizer = make([weight])
    for gradient, rate in zip(GRADIENTS, rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = torch.tensor(gradient)
        optimizer.step()
    return weight.detach().numpy()


@pytest.mark.parametrize("moving", [False, True], ids=["constant", "moving"])
@pytest.mark.parametrize(("words", "make"), OPTIMIZERS, ids=[words for words, _ in OPTIMIZERS])
def test_optimizer_steps_as_pytorch_does(
    tmp_path: Path, words: str, make: Any, moving: bool
) -> None:
    schedule = "schedule = cosine" if moving else ""
    made = program(tmp_path, digits(optimizer=words, train=schedule)).make_optimizer(0.1)
    rates = [0.1, 0.05, 0.2, 0.01] if moving else [0.1] * 4
    assert stepped(made, rates) == pytest.approx(torch_stepped(make, rates), rel=1e-4, abs=1e-6)


def test_lion(tmp_path: Path) -> None:
    spec = digits(optimizer="lion(0.1, beta2=0.5, weight_decay=0.5)")
    found = stepped(program(tmp_path, spec).make_optimizer(0.1), [0.1] * 4)
    weight, mean = START.copy(), np.zeros(3)
    for gradient in GRADIENTS:
        weight -= 0.1 * (np.sign(0.9 * mean + 0.1 * gradient) + 0.5 * weight)
        mean = 0.5 * mean + 0.5 * gradient
    assert found == pytest.approx(weight, rel=1e-5)


@pytest.mark.parametrize("words", SCHEDULES)
def test_rate_is_the_schedule(tmp_path: Path, words: str) -> None:
    spec = digits(train=f"schedule = {words}")
    made, plan = program(tmp_path, spec), request(spec).train
    assert plan is not None
    each_step = plan.schedule.each_step
    times = np.linspace(0, 2, 17) if each_step else range(3)
    found = [made.rate(time, 2) if each_step else made.rate(time) for time in times]
    assert found == pytest.approx([plan.schedule.share(time, 2) for time in times], abs=1e-9)


def on(loss: str, target: str, last: str) -> str:
    """A model with this loss on random data."""
    return synthetic(f"input x: [4]\n target y: {target}", f"input x: [4]\n {last}", loss, "[]")


def trained_loss(folder: Path, text: str, target: Any, scores: Any) -> float:
    """The loss that a generated program gives to these scores."""
    made = program(folder, text)
    seen = {}

    class Seen(keras.Model):  # type: ignore[misc]
        def compile(self, **settings: Any) -> None:
            seen.update(settings)
            raise InterruptedError

    options = type("Options", (), {"lr": 1e-3, "jit": False})
    heads = [None] * (made.fit.__code__.co_argcount - 3)
    with pytest.raises(InterruptedError):
        made.fit(Seen(), *heads, None, options)
    return float(seen["loss"](np.array(target, np.float32), np.array(scores, np.float32)))


CLASSES, SCORES = [0, 2], [[1.0, 0.0, -1.0], [0.5, 0.2, 0.1]]
LOGS = np.array(SCORES) - np.log(np.exp(SCORES).sum(1, keepdims=True))
RIGHT = LOGS[[0, 1], CLASSES]
SOFT, SPREAD = "Dense(3, activation=softmax)", np.full((2, 3), 0.1 / 3)
ONES = np.eye(3)[CLASSES]
SHARES = np.array([[0.2, 0.8, 0.0], [1.0, 0.0, 0.0]])
YES, MARGINS = np.array([[1.0], [0.0]]), np.array([[0.3], [1.5]])
CHANCE = 1 / (1 + np.exp(-np.where(YES == 1, MARGINS, -MARGINS)))


@pytest.mark.parametrize(
    ("loss", "target", "last", "truth", "scores", "expected"),
    [
        ("cross_entropy", "class(3)", SOFT, CLASSES, SCORES, -RIGHT.mean()),
        (
            "cross_entropy(label_smoothing=0.1)", "class(3)", SOFT, CLASSES, SCORES,
            -((0.9 * ONES + SPREAD) * LOGS).sum(1).mean(),
        ),
        ("focal(gamma=2)", "class(3)", SOFT, CLASSES, SCORES,
         -((1 - np.exp(RIGHT)) ** 2 * RIGHT).mean()),
        ("hinge", "class(3)", "Dense(3)", CLASSES, SCORES, (0.0 + 1.4) / 2),
        ("kl_divergence", "distribution(3)", SOFT, SHARES, SCORES,
         (0.2 * math.log(0.2) + 0.8 * math.log(0.8) - (SHARES * LOGS).sum()) / 2),
        ("binary_cross_entropy", "binary", "Dense(1, activation=sigmoid)", YES, MARGINS,
         -np.log(CHANCE).mean()),
        ("hinge", "binary", "Dense(1)", YES, MARGINS, (0.7 + 2.5) / 2),
        ("focal(gamma=1, alpha=0.25)", "binary", "Dense(1, activation=sigmoid)", YES, MARGINS,
         -(np.array([[0.25], [0.75]]) * (1 - CHANCE) * np.log(CHANCE)).mean()),
        ("huber(delta=0.5)", "real", "Dense(1)", YES, MARGINS, (0.5 * 0.45 + 0.5 * 1.25) / 2),
        ("cosine_similarity", "real[2]", "Dense(2)", [[1, 0]], [[1, 1]], 1 - 1 / math.sqrt(2)),
    ],
)  # fmt: skip
def test_losses(
    tmp_path: Path, loss: str, target: str, last: str, truth: Any, scores: Any, expected: float
) -> None:
    found = trained_loss(tmp_path, on(loss, target, last), truth, scores)
    assert found == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("word", ["precision", "recall", "f1", "iou"])
def test_counted_metrics(tmp_path: Path, word: str) -> None:
    spec = SHAPES["mask"].replace("iou", "precision, recall, f1, iou").replace("(3", "(5")
    made = program(tmp_path, spec.replace("class(3)", "class(5)"))
    random = np.random.default_rng(0)
    actual, scores = random.integers(4, size=(9, 6)), random.normal(size=(9, 6, 5))
    scores[..., 4] = -9
    names = {"precision": "Precision", "recall": "Recall", "f1": "F1", "iou": "IoU"}
    metric = getattr(made, names[word])(name=word, decide=made.by_class, classes=5)
    metric.update_state(actual[:4], scores[:4])
    metric.update_state(actual[4:], scores[4:])
    score = "jaccard_score" if word == "iou" else f"{word}_score"
    called = scores.argmax(-1).ravel()
    expected = getattr(metrics, score)(actual.ravel(), called, average="macro")
    assert float(metric.result()) == pytest.approx(expected, abs=1e-6)


def test_auc(tmp_path: Path) -> None:
    made = program(tmp_path, OTHERS["metrics"])
    random = np.random.default_rng(0)
    scores, actual = random.normal(size=(200, 4)), random.integers(4, size=200)
    metric = made.ClassAuc(multi_label=True, num_labels=4, num_thresholds=1000)
    metric.update_state(actual, scores)
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    expected = metrics.roc_auc_score(np.eye(4)[actual], shares, average="macro")
    assert float(metric.result()) == pytest.approx(expected, abs=2e-3)


def test_r2(tmp_path: Path) -> None:
    made = program(tmp_path, SHAPES["number"])
    random = np.random.default_rng(0)
    actual, found = random.normal(size=(2, 50, 1))
    metric = made.R2(name="r2")
    metric.update_state(actual[:20], found[:20])
    metric.update_state(actual[20:], found[20:])
    assert float(metric.result()) == pytest.approx(metrics.r2_score(actual, found), rel=1e-4)
