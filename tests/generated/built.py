"""Spec text in, a program in a folder out, and a way to run it: what tests of training share."""

import contextlib
import csv
import io
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from specc.backend import Emitted, Request, find_backend
from specc.driver import check
from specc.files.workspace import Workspace
from specc.source import Source
from tests.program import load

LOCAL = ("data", "model", "train", "weights")
OWN = ("mine",)
"""What the programs of these tests import from beside them."""


def request(text: str, train: str | None = None) -> Request:
    """All models of a spec, and its only training or the one with a name."""
    found = check(Source("test.spec", text), Workspace().load, rules=False)
    errors = [d.message for d in found.diagnostics if d.severity == "error"]
    assert not errors, errors
    assert found.sections is not None
    plans = found.sections.trains
    plan = plans[train] if train is not None else next(iter(plans.values()), None)
    return Request(found.models, plan, "test.spec", "0" * 64, text)


def emitted(text: str, backend: str = "pytorch", train: str | None = None) -> Emitted:
    """What a backend makes of a spec."""
    return find_backend(backend).emit(request(text, train))


def build(text: str, folder: Path, backend: str = "pytorch", train: str | None = None) -> Path:
    """Write a program into a folder."""
    made = emitted(text, backend, train)
    assert not made.diagnostics, [d.message for d in made.diagnostics]
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, *options: str) -> str:
    """Run `train.py` in this process; what it prints."""
    printed = io.StringIO()
    with beside(folder), contextlib.redirect_stdout(printed):
        arguments, sys.argv = sys.argv, ["train.py", *options]
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                runpy.run_path(str(folder / "train.py"), run_name="__main__")
        finally:
            sys.argv = arguments
    return printed.getvalue()


def module(folder: Path, name: str) -> ModuleType:
    """A generated module, imported."""
    with beside(folder):
        code = (folder / f"{name}.py").read_text(encoding="utf-8")
        return load(code, folder, name)


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Import as a program in this folder does, and leave no trace."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in (*LOCAL, *OWN):
            sys.modules.pop(name, None)


def result(printed: str) -> dict[str, float]:
    """The numbers of the last line, `test: loss 0.1  accuracy 0.9`."""
    words = printed.strip().split("\n")[-1].partition(":")[2].split()
    return dict(zip(words[::2], map(float, words[1::2]), strict=True))


def history(folder: Path) -> list[dict[str, float]]:
    """The rows of `history.csv`."""
    with (folder / "history.csv").open(newline="") as file:
        return [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def ruff(folder: Path) -> str:
    """What ruff finds in a folder's Python, with no configuration; nothing where it is clean."""
    lint = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", str(folder)]
    form = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", "--quiet", str(folder)]
    done = [
        subprocess.run(one, capture_output=True, text=True, check=False) for one in (lint, form)
    ]
    return "".join(one.stdout + one.stderr for one in done)
