"""`build` and `train` around a backend: which training, which folder, what is run."""

from pathlib import Path

import pytest

from specc.backend import Emitted, Request

from .conftest import Specc, Write

SPEC = """\
model A {
    input x: [4]
    Dense(3)
}
"""
FAST = "train fast {\n    loss = mse\n    optimizer = adam(lr=1e-3)\n    epochs = 2\n}\n"
SLOW = FAST.replace("fast", "slow").replace("2", "9")
PROGRAM = """\
import sys
from pathlib import Path

Path(__file__).with_name("ran.txt").write_text(" ".join(sys.argv[1:]))
"""


class Fake:
    """Writes the number of epochs and a program that notes what it was called with."""

    name = "fake"

    def emit(self, request: Request) -> Emitted:
        epochs = request.train.epochs if request.train else 0
        return Emitted({"model.py": f"epochs = {epochs}\n", "train.py": PROGRAM})


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.cli.building.backend_names", lambda: ["fake"])
    monkeypatch.setattr("specc.cli.building.find_backend", lambda name: Fake())
    monkeypatch.setattr("specc.cli.train.find_spec", lambda name: name)


@pytest.mark.parametrize(
    ("text", "arguments", "written"),
    [
        (SPEC, [], "epochs = 0\n"),
        (SPEC + FAST, [], "epochs = 2\n"),
        (SPEC + FAST + SLOW, ["--train", "slow"], "epochs = 9\n"),
        (SPEC + FAST, ["--set", "train.epochs=5"], "epochs = 5\n"),
    ],
)
def test_training_that_is_built(
    specc: Specc, write: Write, tmp_path: Path, text: str, arguments: list[str], written: str
) -> None:
    write("a.spec", text)
    ran = specc("build", "a.spec", "--backend", "fake", "-o", "out", *arguments)
    assert (ran.code, ran.out) == (0, "wrote model.py, train.py to out\n")
    assert (tmp_path / "out" / "model.py").read_text(encoding="utf-8") == written


def test_several_trainings_have_to_be_chosen_from(specc: Specc, write: Write) -> None:
    write("a.spec", SPEC + FAST + SLOW)
    ran = specc("build", "a.spec", "--backend", "fake", "-o", "out")
    assert ran.code == 2
    assert "has 2 train sections: choose with `--train` from `fast`, `slow`" in ran.err


def test_build_into_a_folder_of_somebody_else(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", SPEC)
    write("out/model.py", "mine")
    ran = specc("build", "a.spec", "--backend", "fake", "-o", "out")
    assert (ran.code, "`out` holds files that specc did not write" in ran.err) == (2, True)
    assert specc("build", "a.spec", "--backend", "fake", "-o", "out", "--force").code == 0


def test_train_builds_into_runs_and_runs_it(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", SPEC + FAST)
    assert specc("train", "a.spec", "--backend", "fake", "--", "--epochs", "3").code == 0
    folder = tmp_path / "runs" / "a-fast"
    assert (folder / "ran.txt").read_text(encoding="utf-8") == "--epochs 3"


def test_train_tells_of_a_program_that_failed(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.cli.test_build.PROGRAM", "raise SystemExit(7)\n")
    write("a.spec", SPEC + FAST)
    assert specc("train", "a.spec", "--backend", "fake").code == 1


def test_train_without_the_framework(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specc.cli.train.find_spec", lambda name: None)
    write("a.spec", SPEC + FAST)
    ran = specc("train", "a.spec", "--backend", "fake")
    assert (ran.code, ran.err) == (
        2,
        "specc: `fake` is not installed; run `pip install specc[fake]`\n",
    )
