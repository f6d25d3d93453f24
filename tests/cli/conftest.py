"""Runs command lines in this process."""

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from specc.cli import main


class Ran(NamedTuple):
    """What a command line left behind."""

    code: int
    out: str
    err: str


Specc = Callable[..., Ran]
Write = Callable[[str, "str | bytes"], Path]


@pytest.fixture
def specc(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Specc]:
    """`specc("check", "a.spec")`, run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SPECC_DEBUG", raising=False)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["specc", *arguments])
        code = main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        assert "Traceback" not in err, err
        return Ran(code, out, err)

    yield run
    gc.unfreeze()
    gc.enable()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write("a/b.spec", text)` in that folder."""

    def put(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return put
