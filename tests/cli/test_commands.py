"""`init`, `draw` and `build` as commands."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from .conftest import Specc, Write

TWO = """\
model One {
    input x: [4]
    Dense(3)
}
model Two {
    input x: [4]
    Dense(2)
}
"""


def test_first_spec_is_clean_and_never_overwrites(specc: Specc, tmp_path: Path) -> None:
    assert specc("init").code == 0
    assert specc("check", "model.spec").out == "no findings in 1 file\n"
    (tmp_path / "model.spec").write_text("mine", encoding="utf-8")
    ran = specc("init", ".")
    assert (ran.code, ran.err[:30]) == (2, "specc: `./model.spec` exists a")
    assert (tmp_path / "model.spec").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("form", "start"), [("svg", "<svg"), ("dot", "digraph"), ("mmd", "---")])
def test_drawing_to_standard_output(specc: Specc, write: Write, form: str, start: str) -> None:
    write("a.spec", TWO)
    ran = specc("draw", "a.spec", "--model", "One", "-o", "-", "--format", form)
    assert ran.code == 0
    assert start in ran.out


def test_folder_of_a_picture_is_made(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", TWO)
    assert specc("draw", "a.spec", "-o", "new/folder/out.svg", "--model", "One").code == 0
    assert (tmp_path / "new" / "folder" / "out.svg").exists()


def test_each_model_gets_a_picture(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", TWO)
    assert specc("draw", "a.spec", "-o", "out.svg").code == 0
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["out-One.svg", "out-Two.svg"]
    ElementTree.parse(tmp_path / "out-Two.svg")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out"], "`out` does not say which picture to draw"),
        (["-o", "-"], "`-` does not say which picture to draw"),
        (["-o", "-", "--format", "svg"], "standard output takes one model of 2"),
        (["-o", "a.spec/out.svg", "--model", "One"], "a.spec"),
        (["-o", "out.svg", "--model", "Tow"], "did you mean `Two`?"),
        ([], "Missing option"),
    ],
)
def test_drawing_refused(specc: Specc, write: Write, arguments: list[str], said: str) -> None:
    write("a.spec", TWO)
    ran = specc("draw", "a.spec", *arguments)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "a.spec"], "Missing option '-o'"),
        (["build", "a.spec", "-o", "out", "--backend", "pytoch"], "did you mean `pytorch`?"),
        (["build", "a.spec", "-o", "out", "--train", "fast"], "has no train section `fast`"),
        (["train", "a.spec"], "`a.spec` has no train section"),
        (["chek", "a.spec"], "there is no command `chek`; did you mean `check`?"),
        (["build", "none.spec", "-o", "out"], "`none.spec`: no such file or directory"),
    ],
)
def test_usage_error(specc: Specc, write: Write, arguments: list[str], said: str) -> None:
    write("a.spec", TWO)
    ran = specc(*arguments)
    assert ran.code == 2
    assert said in ran.err


def test_build_of_a_wrong_spec_writes_nothing(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", TWO + "model Three {\n    input x: [4]\n    Linear(2)\n}\n")
    ran = specc("build", "a.spec", "-o", "out")
    assert ran.code == 1
    assert "there is no layer or block `Linear`" in ran.err
    assert not (tmp_path / "out").exists()
