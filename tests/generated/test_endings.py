"""However a model ends, the loss that its program prints is that of the probabilities it gives.

Both programs run for one epoch at a learning rate of 0, and their first numbers are held against
NumPy's from what the saved model gives for the same examples.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from specc.backend import find_backend
from tests.generated import reference
from tests.generated.built import build, request, ruff
from tests.generated.endings import CASES
from tests.generated.reference import LOSSES, Array
from tests.generated.still import still

GIVEN: dict[str, Callable[[Array], Array]] = {
    "shares": lambda output: output, "logs": np.exp, "class logits": reference.softmax,
    "logits": reference.sigmoid,
}  # fmt: skip
SMALLEST = float(np.finfo(np.float32).tiny)
backends = pytest.mark.parametrize("backend", ["pytorch", "keras"])
names = pytest.mark.parametrize("name", CASES)


@backends
@names
def test_loss_is_that_of_the_probabilities(tmp_path: Path, name: str, backend: str) -> None:
    case = CASES[name]
    row, data, outputs = still(case.spec, tmp_path, backend, case.names)
    for (output, one), found in zip(case.outputs.items(), outputs, strict=True):
        prefix = f"{output}_" if len(outputs) > 1 else ""
        given, target = found.astype(np.float64), getattr(data, output)
        shares = given if one.loss == "mse" else GIVEN[one.gives](given)
        expected = loss(one.loss, shares, target, case.least)
        assert row[f"{prefix}loss"] == pytest.approx(expected, rel=1e-5, abs=1e-5)
        exclusive = one.target.startswith(("class", "one_hot", "mask", "distribution"))
        right = reference.accuracy(shares, target, exclusive)
        assert row[f"{prefix}accuracy"] == pytest.approx(right, abs=1e-6)


@backends
@names
def test_ruff_finds_nothing(tmp_path: Path, name: str, backend: str) -> None:
    assert ruff(build(CASES[name].spec, tmp_path, backend)) == ""


@backends
@names
def test_weights_are_where_they_are_without_training(name: str, backend: str) -> None:
    trained, alone = both(name, backend)
    assert trained.get("weights.json") == alone.get("weights.json")


@backends
def test_blocks_stay_whole_where_no_loss_gains(backend: str) -> None:
    trained, alone = both("block, mse", backend)
    assert trained["model.py"] == alone["model.py"]


def loss(written: str, shares: Array, target: Array, least: float) -> float:
    """A loss as it is written in a spec, by NumPy."""
    word, _, settings = written.partition("(")
    more = {"smoothing": float(settings.strip(")").partition("=")[2])} if settings else {}
    return LOSSES[word](shares, target, least or SMALLEST, **more)


def both(name: str, backend: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The files of a program that trains a model, and of one that only has it."""
    asked, writer = request(CASES[name].spec), find_backend(backend)
    return writer.emit(asked).files, writer.emit(asked._replace(train=None)).files
