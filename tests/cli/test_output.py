"""Formats, colours, statistics, and the file that they go to."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

import specc.report.formats
from specc.cli.asked import FORMATS

from .conftest import Specc, Write
from .specs import BIAS, GOOD, SOFTMAX

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def test_every_format_has_a_file() -> None:
    folder = Path(specc.report.formats.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert set(FORMATS) == {"text", *files}


@pytest.mark.parametrize("form", FORMATS)
def test_cached_output_is_the_same(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    write("a.spec", SOFTMAX + BIAS)
    write("b.spec", GOOD)
    first = specc("check", "--format", form, "--no-cache", ".")
    assert specc("check", ".").code == first.code == 1
    monkeypatch.setattr("specc.cli.judge.check", None)
    assert specc("check", "--format", form, ".") == first


@pytest.mark.parametrize("form", FORMATS)
def test_format_agrees_with_its_function(specc: Specc, write: Write, form: str) -> None:
    write("a.spec", SOFTMAX + BIAS)
    write("b.spec", GOOD)
    out = specc("check", "--format", form, ".").out
    if form == "text":
        assert out.count(" --> a.spec:") == 2
    elif form == "concise":
        assert [line.partition(" ")[0] for line in out.splitlines()[:2]] == [
            "a.spec:3:5:", "a.spec:7:5:",
        ]  # fmt: skip
        assert out.endswith("\n1 error, 1 remark in 1 file\n" + out.splitlines()[-1] + "\n")
    elif form == "junit":
        suites = ElementTree.fromstring(out)
        assert [suite.get("name") for suite in suites] == ["a.spec", "b.spec"]
    elif form == "github":
        assert [line.split(" ")[0] for line in out.splitlines()] == ["::error", "::notice"]
    else:
        found = json.loads(out)
        results = found["runs"][0]["results"] if form == "sarif" else found
        assert len(results) == 2


@pytest.mark.parametrize("form", ["concise", "json", "sarif", "github", "junit"])
def test_nothing_to_say(specc: Specc, write: Write, form: str) -> None:
    write("a.spec", GOOD)
    ran = specc("check", "--format", form, "a.spec")
    assert (ran.code, ran.err) == (0, "")
    module = import_module(f"specc.report.formats.{form}")
    said = module.render([], ["a.spec"])
    if form == "concise":
        said = "no findings in 1 file"
    assert ran.out == (f"{said}\n" if said else "")


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--color=never"], False),
        ({"NO_COLOR": "1"}, ["--color=always"], True),
        ({"NO_COLOR": ""}, ["--color=auto"], False),
        ({"FORCE_COLOR": "1"}, ["--format=concise"], False),
        ({"FORCE_COLOR": "1"}, ["--output-file=out.txt"], False),
        ({}, ["--output-file=out.txt", "--color=always"], True),
    ],
)
def test_colour(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    environment: dict[str, str], arguments: list[str], coloured: bool,
) -> None:  # fmt: skip
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write("a.spec", SOFTMAX)
    for _ in range(2):
        out = specc("check", *arguments, "a.spec").out
        if "out.txt" in " ".join(arguments):
            out = (tmp_path / "out.txt").read_text()
        assert ("\x1b[1;31merror" in out, "\x1b" in out) == (coloured, coloured)
        assert "softmax-single-unit" in out


def test_output_file(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", SOFTMAX)
    shown = specc("check", "--format=json", "a.spec")
    ran = specc("check", "--format=json", "--output-file", "new/out.json", "a.spec")
    assert (ran.code, ran.out) == (1, "")
    assert (tmp_path / "new/out.json").read_text() == shown.out
    ran = specc("check", "-o", "new/out.json", "--format=json", "a.spec")
    assert (tmp_path / "new/out.json").read_text() == shown.out
    assert specc("check", "--output-file", "/dev/null", "a.spec").code == 1
    assert not os.path.isfile("/dev/null")
    ran = specc("check", "--output-file", "a.spec/out", "a.spec")
    assert (ran.code, ran.err.count("\n")) == (2, 1)


def test_statistics(specc: Specc, write: Write) -> None:
    write("a.spec", BIAS + SOFTMAX)
    write("b.spec", BIAS)
    ran = specc("check", "--statistics", ".")
    assert ran.code == 1
    assert ran.out == (
        "2  info     [*] bias-before-batch-norm\n"
        "1  error    [ ] softmax-single-unit\n"
        "1 error, 2 remarks in 2 files\n"
        "[*] 2 fixable with `--fix` (1 more with `--unsafe-fixes`)\n"
    )
    counted = json.loads(specc("check", "--statistics", "--format=json", ".").out)
    assert counted[0] == {
        "rule": "bias-before-batch-norm", "severity": "info", "count": 2, "fixable": 2,
    }  # fmt: skip
    ran = specc("check", "--statistics", "--format=sarif", ".")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("specc: `--statistics` is printed as `text`, `concise`, `json`")


def test_help_says_every_option(specc: Specc) -> None:
    out = specc("check", "--help").out
    for option in ("--select", "--fix", "--baseline", "--add-ignores", "-o, --output-file"):
        assert f"  {option}" in out
    assert "[text|concise|json|sarif|github|junit]" in out


@pytest.mark.parametrize("arguments", [["--fix"], ["--diff", "--unsafe-fixes"], ["--format=json"]])
def test_reader_that_leaves(write: Write, arguments: list[str]) -> None:
    folder = write("a.spec", SOFTMAX * 500).parent
    command = [sys.executable, "-m", "specc", "check", *arguments, "a.spec"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""
