"""The steps between a framework's arrays and specc's, as generated code takes them."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import specc_keras.weights
import specc_pytorch.weights
from specc.emit.carry import Place, table_file, weights_file
from specc.emit.stored import Stored
from specc.initialiser import ZEROS
from specc.layer import Weight
from tests.generated.built import ruff
from tests.program import load

HELD = np.arange(24, dtype="float32").reshape(4, 6)
PLACES = {
    "plain": (Stored("a"), HELD, HELD),
    "axis of size one": (Stored("a"), HELD.reshape(4, 6, 1, 1), HELD),
    "order": (Stored("a", order=(1, 0)), HELD, HELD.T),
    "view": (Stored("a", (4, 2, 3), (2, 0, 1)), HELD, HELD.reshape(4, 2, 3).transpose(2, 0, 1)),
    "view to another rank": (
        Stored("a", (2, 2, 6), (2, 0, 1)),
        HELD,
        HELD.reshape(2, 2, 6).transpose(2, 0, 1).reshape(6, 4),
    ),
    "blocks": (Stored("a", blocks=(1, 2, 0)), HELD, HELD[:, [2, 3, 4, 5, 0, 1]]),
    "order and blocks": (Stored("a", order=(1, 0), blocks=(1, 0)), HELD, HELD.T[:, [2, 3, 0, 1]]),
    "row": (Stored("a", row=2), HELD, HELD[2]),
    "row and blocks": (Stored("a", blocks=(2, 0, 1), row=0), HELD, HELD[0][[4, 5, 0, 1, 2, 3]]),
}


Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
steps = pytest.mark.parametrize(("stored", "held", "ours"), PLACES.values(), ids=PLACES)


def generated(folder: Path, place: Place, backend: ModuleType = specc_pytorch.weights) -> str:
    """`weights.py` of a program with one weight, its table being in the folder."""
    tables = {"Net": {"w": place}}
    (folder / "weights.json").write_text(table_file(tables), encoding="utf-8")
    return weights_file(backend.TEMPLATES, '"""Weights."""\n', tables, backend.KNOWN)


@steps
def test_there_and_back(tmp_path: Path, stored: Stored, held: Array, ours: Array) -> None:
    text = generated(tmp_path, Place("a", Weight("w", ours.shape, ZEROS), stored))
    code = load(text, tmp_path, "steps_weights")
    place = code.PLACES["Net"]["w"]
    if not hasattr(code, "outward"):
        assert stored == Stored("a")
        return
    np.testing.assert_array_equal(code.outward(held, place), ours)
    if stored.row is None:
        np.testing.assert_array_equal(code.inward(ours, place, held.shape), held)
        return
    blank = np.zeros_like(held)
    found = code.placed(ours, place, blank)
    np.testing.assert_array_equal(found[stored.row], held[stored.row])
    assert found.sum() == held[stored.row].sum()
    assert not blank.any()


@steps
@pytest.mark.parametrize("backend", [specc_pytorch.weights, specc_keras.weights])
def test_code_is_clean(
    tmp_path: Path, backend: ModuleType, stored: Stored, held: Array, ours: Array
) -> None:
    text = generated(tmp_path, Place("a.0.b", Weight("w", ours.shape, ZEROS), stored), backend)
    (tmp_path / "weights.py").write_text(text, encoding="utf-8")
    assert ruff(tmp_path) == ""
