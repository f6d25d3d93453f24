"""`specc weights convert`: between the frameworks' files and specc's form."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.carry import built, randomize
from tests.cli.conftest import Ran, Specc, Write

NET = """\
model Net {
    input x: [8, 8, 3]
    Conv2D(4, kernel=3, activation=relu) -> BatchNorm -> DepthwiseConv2D(3, multiplier=2)
    Flatten -> Dense(2)
}
"""
TWO = NET + "model Other { input x: [4]\n Dense(3) }\n"
FORMAT = {"format": "specc", "format_version": "1"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random weights of the model, as PyTorch and as specc keep them."""
    folder = tmp_path_factory.mktemp("saved")
    program = built(NET, "pytorch", folder)
    assert program.weights is not None
    model = program.model.Net()
    randomize(model)
    for name in ("net.pt", "net.safetensors"):
        program.weights.save_weights(model, folder / name)
    return folder


@pytest.fixture
def trained(write: Write, saved: Path, tmp_path: Path) -> Path:
    """A folder with the spec and its weights."""
    write("net.spec", NET)
    for name in ("net.pt", "net.safetensors"):
        shutil.copy(saved / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "way",
    [
        ["net.pt", "other.weights.h5", "back.safetensors"],
        ["net.safetensors", "other.pth", "back.safetensors"],
    ],
)
def test_round_trip_changes_nothing(specc: Specc, trained: Path, way: list[str]) -> None:
    ran = [specc("weights", "convert", *two, "--spec", "net.spec") for two in pairwise(way)]
    assert ran == [Ran(0, f"wrote {target}\n", "") for target in way[1:]]
    first = load_file(trained / "net.safetensors")
    found = load_file(trained / "back.safetensors")
    assert found.keys() == first.keys()
    assert all(np.array_equal(found[one], first[one]) for one in first)


Arguments = list[str]


def changed(folder: Path) -> None:
    (folder / "net.spec").write_text(NET.replace("Dense(2)", "Dense(3)"), encoding="utf-8")


def two(folder: Path) -> None:
    (folder / "net.spec").write_text(TWO, encoding="utf-8")


def broken(folder: Path) -> None:
    (folder / "net.spec").write_text(NET.replace("Dense(2)", "Dens(2)"), encoding="utf-8")


def empty(folder: Path) -> None:
    text = "model Net {\n    input x: [4]\n    ReLU\n}\n"
    (folder / "net.spec").write_text(text, encoding="utf-8")


def there(folder: Path) -> None:
    shutil.copy(folder / "net.pt", folder / "new.pt")


def junk(folder: Path) -> None:
    for name in ("net.pt", "net.safetensors"):
        (folder / name).write_bytes(b"not weights")


def foreign(folder: Path) -> None:
    save_file({"weight": np.zeros(3)}, folder / "net.safetensors")


def nothing(folder: Path) -> None:
    """The folder as it is."""


OUT, BACK = ["net.pt", "new.safetensors"], ["net.safetensors", "new.pt"]


@pytest.mark.parametrize(
    ("prepare", "arguments", "code", "said"),
    [
        (nothing, ["net.pt", "new.pth"], 2, "`net.pt` and `new.pth` are both of pytorch"),
        (nothing, ["net.safetensors", "a.safetensors"], 2, "are both in specc's form"),
        (nothing, ["net.pt", "new.npz"], 2, "`new.npz` ends in none of `.safetensors`, `.weights"),
        (nothing, ["net.pth", "new.safetensors"], 2, "there is no file `net.pth`"),
        (there, BACK, 2, "`new.pt` is there already; overwrite it with `--force`"),
        (there, [*BACK, "--force"], 0, ""),
        (two, OUT, 2, "`net.spec` has 2 models: choose with `--model` from `Net`, `Other`"),
        (two, [*OUT, "--model", "Net"], 0, ""),
        (two, BACK, 0, ""),
        (two, [*OUT, "--model", "Nets"], 2, "has no model `Nets`; did you mean `Net`?"),
        (empty, OUT, 2, "`Net` has no weights"),
        (broken, OUT, 1, "there is no layer or block `Dens`"),
        (
            changed,
            BACK,
            1,
            "`Net` in `net.safetensors` do not fit `Net`: `dense.kernel` is [128, 2]",
        ),
        (changed, OUT, 1, "`net.pt` cannot be read: Error(s) in loading state_dict for Net"),
        (junk, BACK, 2, "`net.safetensors` is no safetensors file"),
        (junk, OUT, 1, "`net.pt` cannot be read: "),
        (foreign, BACK, 1, "`net.safetensors` holds no weights in form 1 of specc"),
    ],
)
def test_what_it_says(
    specc: Specc, trained: Path, prepare: Callable[[Path], None], arguments: Arguments, code: int,
    said: str,
) -> None:  # fmt: skip
    prepare(trained)
    before = (trained / arguments[0]).read_bytes() if (trained / arguments[0]).exists() else b""
    ran = specc("weights", "convert", *arguments, "--spec", "net.spec")
    assert (ran.code, said in ran.err or ran.err) == (code, True)
    assert (trained / arguments[1]).exists() == (code == 0 or prepare is there)
    if before:
        assert (trained / arguments[0]).read_bytes() == before


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("torch", "specc: `pytorch` is not installed; run `pip install specc[pytorch]`\n"),
        ("safetensors", "specc: `safetensors` is not installed; run `pip install safetensors`\n"),
    ],
)
def test_without_a_package(
    specc: Specc, trained: Path, monkeypatch: pytest.MonkeyPatch, missing: str, said: str
) -> None:
    monkeypatch.setattr(
        "specc.cli.carrying.find_spec", lambda name: None if name == missing else name
    )
    ran = specc("weights", "convert", *OUT, "--spec", "net.spec")
    assert (ran.code, ran.err) == (2, said)


def test_program_that_dies(specc: Specc, trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.cli.carrying.RUN", "raise SystemExit('no memory')")
    ran = specc("weights", "convert", *OUT, "--spec", "net.spec")
    assert (ran.code, ran.err) == (
        1, "specc: the program that reads `net.pt` ended with 1: no memory\n"
    )  # fmt: skip
