"""Every spec of the zoo is clean, can be drawn, and becomes clean code for every framework."""

import subprocess
import sys
from pathlib import Path

import pytest

from specc.diagnostics import Severity
from specc.draw.dot import dot
from specc.draw.scene import scene
from specc.draw.svg import svg
from tests.spec_file import ZOO, checked, program

spec = pytest.mark.parametrize("path", ZOO, ids=[path.stem for path in ZOO])


@spec
def test_nothing_is_wrong(path: Path) -> None:
    found = checked(path)
    loud = [one for one in found.diagnostics if one.severity is not Severity.INFO]
    assert [(one.rule, one.message) for one in loud] == []
    assert found.models
    assert not found.broken


@spec
def test_header_names_a_source(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = text.split("\n\n")[0]
    assert all(line.startswith("#") for line in header.split("\ndata ")[0].splitlines()[:3])
    assert "# Source: " in header


@spec
def test_is_drawn(path: Path) -> None:
    for name, graph in checked(path).models.items():
        drawn = scene(graph)
        assert dot(drawn).startswith(f'digraph "{name}" {{')
        assert svg(drawn).startswith("<svg")


@spec
@pytest.mark.parametrize("backend", ["pytorch", "keras"])
def test_becomes_clean_code(path: Path, backend: str, tmp_path: Path) -> None:
    found = checked(path)
    assert found.sections is not None
    emitted = program(found, backend, next(iter(found.sections.trains), None))
    assert not emitted.diagnostics
    expected = {"model.py"} | ({"train.py", "data.py"} if found.sections.trains else set())
    assert expected <= set(emitted.files)
    for name, text in emitted.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert ruff("check", tmp_path) == "All checks passed!\n"
    assert "would be reformatted" not in ruff("format", tmp_path, "--diff")


def ruff(command: str, folder: Path, *options: str) -> str:
    """What ruff says with its defaults, whatever the project around the folder sets."""
    line = [
        sys.executable,
        "-m",
        "ruff",
        command,
        "--isolated",
        "--no-cache",
        *options,
        str(folder),
    ]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr
