"""Outputs, losses, targets and arrays belong together by name, else in the order of the spec."""

from pathlib import Path

import numpy as np
import pytest

from tests.generated.built import build, module
from tests.generated.reference import TINY, binary_cross_entropy, cross_entropy
from tests.generated.still import still

backends = pytest.mark.parametrize("backend", ["pytorch", "keras"])
OTHER_NAMES = """data d { source = synthetic\n samples = 64\n split = [1, 0, 0]
    input x: [5]\n target kind: class(3)\n target tags: multilabel(2) }
model Net { input x: [5]
    output a = Dense(3, activation=softmax)
    output b = x -> Dense(2, activation=sigmoid) }
train { loss = {b: binary_cross_entropy, a: cross_entropy}\n optimizer = sgd(0.1)\n batch = all }
"""
ARRAYS = """data d { source = SOURCE\n split = [1, 0, 0]
    input x: [2]\n input z: [2]\n target a: class(3)\n target b: class(3) }
model Net { input z: [2]\n input x: [2]
    [z, x] -> Concat\n h = Dense(4)
    output b = h -> Dense(3)\n output a = h -> Dense(3) }
train { loss = {b: cross_entropy, a: cross_entropy}\n optimizer = sgd(0.1) }
"""
MINE = """import numpy as np


def make():
    found = np.load(__file__.replace("mine.py", "t.npz"))
    return (found["first"], found["second"]), (found["third"], found["fourth"])
"""
NPZ = 'npz("t.npz", inputs=[first, second], targets=[third, fourth])'


@backends
def test_targets_of_other_names_follow_the_outputs(tmp_path: Path, backend: str) -> None:
    row, data, (kinds, tags) = still(OTHER_NAMES, tmp_path, backend, ("x",))
    assert row["a_loss"] == pytest.approx(cross_entropy(kinds, data.kind, TINY), rel=1e-5)
    assert row["b_loss"] == pytest.approx(binary_cross_entropy(tags, data.tags, TINY), rel=1e-5)


@backends
@pytest.mark.parametrize("source", [NPZ, 'python("mine:make")'])
def test_arrays_follow_the_data(tmp_path: Path, source: str, backend: str) -> None:
    arrays = {"first": np.zeros((9, 2)), "second": np.ones((9, 2))}
    arrays |= {"third": np.zeros(9, int), "fourth": np.ones(9, int)}
    np.savez(tmp_path / "t.npz", allow_pickle=False, **arrays)
    (tmp_path / "mine.py").write_text(MINE)
    found = module(build(ARRAYS.replace("SOURCE", source), tmp_path, backend), "data")
    train = (found.load(tmp_path) if source is NPZ else found.load()).train
    assert [getattr(train, name).max() for name in "xzab"] == [0, 1, 0, 1]
