"""Writes docs/matrix.md: every layer against every way in which its cases are checked.

Runs all cases in both frameworks, which takes minutes, and fails where a check does.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import torch  # noqa: E402

from specc.layer import Case, Layer  # noqa: E402
from tests.carry import Built, built, carry, randomize  # noqa: E402
from tests.layers import test_frameworks as checks  # noqa: E402

PAGE = ROOT / "docs" / "matrix.md"
COLUMNS = ("static", "PyTorch", "Keras", "equal outputs", "weights")
HEAD = """\
# What is checked of each layer

Every case of every layer (the examples in [layers.md](layers.md)), counted by what holds:

- static: the shapes and the numbers of parameters that specc infers are the case's;
- PyTorch, Keras: the generated model runs in that framework and has these shapes and numbers;
- equal outputs: with the same weights both give the same numbers in evaluation mode, to 1e-4;
  where a layer draws at random the shapes alone are compared;
- weights: saved by one, loaded by the other, saved and loaded back, every array is unchanged.

A dash: the networks of `Pretrained` are the framework's own. Keras' are built without their
published weights, torchvision is no part of the environment here, and their weights do not travel.
"""
OPAQUE = "-"
OFFLINE = (0, 2)
"""The columns of a layer whose weights are the framework's own."""


class Models(NamedTuple):
    """A case's programs and models, each None where it could not be built."""

    text: str
    torch: tuple[Built, Any] | None
    keras: tuple[Built, Any] | None


class Failure(NamedTuple):
    """A check of a case that does not hold."""

    use: str
    column: str
    reason: str


def main() -> int:
    """Check, write the page, and fail where anything failed."""
    rows, failures = [], []
    for word in sorted(Layer.known):
        found = [one for case in Layer.known[word].cases for one in check(case)]
        failures += found
        rows.append(row(Layer.known[word], found))
        print(rows[-1], flush=True)
    titles = ("layer", "family", "cases", *COLUMNS)
    head = [f"| {' | '.join(titles)} |", "| --- | --- |" + " ---: |" * (len(titles) - 2)]
    said = [f"- `{use}`, {column}: {reason}" for use, column, reason in failures]
    problems = ["", "## What does not hold", "", *said] if said else []
    PAGE.write_text("\n".join([HEAD, *head, *rows, *problems, ""]), encoding="utf-8")
    print("\n".join(said))
    return 1 if failures or any(not cls.cases for cls in Layer.known.values()) else 0


def row(cls: type[Layer], failures: list[Failure]) -> str:
    """One line: how many cases hold in each column."""
    count = len(cls.cases)
    held = [count - sum(f.column == column for f in failures) for column in COLUMNS]
    cells = [str(number) if number == count else f"**{number}**" for number in held]
    if cls.opaque:
        cells = [cell if at in OFFLINE else OPAQUE for at, cell in enumerate(cells)]
    return f"| {cls.word} | {cls.family} | {count} | {' | '.join(cells)} |"


def check(case: Case) -> Iterator[Failure]:
    """What does not hold of one case."""
    opaque = checks.layer_of(case).opaque
    if opaque and "none" not in case.use:
        case = case._replace(use=case.use.replace(")", ", weights=none)"))
    with tempfile.TemporaryDirectory() as name:
        backends = ("", "keras") if opaque else _BACKENDS
        models = Models(
            checks.spec_of(case), *(_built(case, b, Path(name)) if b else None for b in backends)
        )
        for at, (column, holds) in enumerate(zip(COLUMNS, _CHECKS, strict=True)):
            asked = at in OFFLINE or not opaque
            reason = _fault(partial(holds, case, models, Path(name))) if asked else ""
            if reason:
                yield Failure(case.use, column, reason)


def _fault(holds: Callable[[], None]) -> str:
    """Why something does not hold, in one line; nothing where it does."""
    try:
        holds()
    except Exception as fault:
        lines = str(fault).strip().splitlines() or [""]
        return f"{type(fault).__name__}: {lines[0][:200]}"
    return ""


def _built(case: Case, backend: str, folder: Path) -> tuple[Built, Any] | None:
    found: list[tuple[Built, Any]] = []

    def build() -> None:
        program = built(checks.spec_of(case), backend, folder)
        found.append((program, program.model.Case()))

    _fault(build)
    return found[0] if found else None


def _static(case: Case, models: Models, folder: Path) -> None:
    checks.test_statically(case)


def _pytorch(case: Case, models: Models, folder: Path) -> None:
    _, model = _there(models.torch)
    randomize(model)
    assert checks.counts_of_torch(model) == (case.trainable, case.fixed), "parameters"
    _sized(checks.run_torch(model, models.text, checks.data_of(case)), case)


def _keras(case: Case, models: Models, folder: Path) -> None:
    _, model = _there(models.keras)
    assert checks.counts_of_keras(model) == (case.trainable, case.fixed), "parameters"
    _sized(checks.run_keras(model, checks.data_of(case)), case)


def _equal(case: Case, models: Models, folder: Path) -> None:
    (ours, torch_model), (theirs, keras_model) = _there(models.torch), _there(models.keras)
    carry(ours, torch_model, theirs, keras_model, folder)
    data = checks.data_of(case)
    found = checks.run_torch(torch_model, models.text, data)
    for one, other in zip(found, checks.run_keras(keras_model, data), strict=True):
        assert one.shape == other.shape, f"{one.shape} and {other.shape}"
        if not checks.layer_of(case).random:
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def _weights(case: Case, models: Models, folder: Path) -> None:
    """Runs after the outputs were compared, so that both models hold the same weights."""
    (ours, torch_model), (theirs, keras_model) = _there(models.torch), _there(models.keras)
    before = {name: value.clone() for name, value in torch_model.state_dict().items()}
    randomize(torch_model, seed=1)
    carry(theirs, keras_model, ours, torch_model, folder)
    for name, value in torch_model.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            assert torch.equal(value, before[name]), name


def _there(found: tuple[Built, Any] | None) -> tuple[Built, Any]:
    assert found is not None, "the model could not be built"
    return found


def _sized(found: list[Any], case: Case) -> None:
    for values, sizes in zip(found, checks.sizes_of(case), strict=True):
        assert values.shape[1:] == sizes, f"{values.shape[1:]} instead of {sizes}"


_BACKENDS = ("pytorch", "keras")
_CHECKS = (_static, _pytorch, _keras, _equal, _weights)


if __name__ == "__main__":
    sys.exit(main())
