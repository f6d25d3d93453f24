"""The generated Keras `train.py`: its form, what it computes, and how well it trains."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest
from sklearn import metrics

from specc.training.schedule import Schedule
from tests.generated import built
from tests.generated.built import history, module, request, result, ruff, run
from tests.generated.settings import (
    HOSTILE,
    LOSSES,
    MATRIX,
    OTHERS,
    SCHEDULES,
    SHAPES,
    digits,
)
from tests.generated.test_train_pytorch import CANCER, DIGITS, TABLE

TWO_CLIPS = "clip"
"""Keras has one kind of clipping at a time."""
WRITTEN = {name: spec for name, spec in MATRIX.items() if name != TWO_CLIPS}
SLOW = ("single", "quotes", TWO_CLIPS)
RUN = {n: spec for n, spec in {**OTHERS, **SHAPES, **HOSTILE}.items() if n not in SLOW}
SEVERAL = SHAPES["several"]


def build(text: str, folder: Path, train: str | None = None) -> Path:
    return built.build(text, folder, "keras", train)


def program(folder: Path, text: str) -> Any:
    """The generated `train.py` as a module."""
    made: ModuleType = module(build(text, folder), "train")
    return made


@pytest.fixture(autouse=True)
def _policy() -> Any:
    yield
    keras.mixed_precision.set_dtype_policy("float32")
    keras.backend.clear_session()


@pytest.mark.parametrize("spec", WRITTEN.values(), ids=WRITTEN)
def test_ruff_finds_nothing(tmp_path: Path, spec: str) -> None:
    assert ruff(build(spec, tmp_path)) == ""


def test_same_spec_same_bytes() -> None:
    assert built.emitted(SEVERAL, "keras").files == built.emitted(SEVERAL, "keras").files


@pytest.mark.parametrize("spec", RUN.values(), ids=RUN)
def test_runs(tmp_path: Path, spec: str) -> None:
    printed = run(build(spec, tmp_path))
    assert np.isfinite(list(result(printed).values())).all()
    assert len(history(tmp_path)) == 2
    assert {"best.weights.h5", "curves.png"} <= {path.name for path in tmp_path.iterdir()}
