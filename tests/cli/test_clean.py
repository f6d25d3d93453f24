"""`specc clean` removes what specc keeps for itself, and nothing else."""

import os
from pathlib import Path

import pytest

from specc.cache import FOLDER

from .conftest import Specc, Write
from .specs import GOOD


def test_caches_below_the_root(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("pyproject.toml", "")
    write("inner/pyproject.toml", "")
    write("a.spec", GOOD)
    write("inner/a.spec", GOOD)
    specc("check", ".")
    monkeypatch.chdir(tmp_path / "inner")
    specc("check", ".")
    assert (tmp_path / FOLDER).exists()
    assert (tmp_path / "inner" / FOLDER).exists()
    monkeypatch.chdir(tmp_path)
    ran = specc("clean")
    assert (ran.code, ran.out, ran.err) == (0, "removed 2 caches\n", "")
    assert not list(tmp_path.rglob(FOLDER))
    assert specc("clean").out == "removed 0 caches\n"
    assert (tmp_path / "inner/a.spec").read_text() == GOOD


def test_what_specc_did_not_make_stays(specc: Specc, write: Write, tmp_path: Path) -> None:
    write(f"one/{FOLDER}/x", "mine")
    write(f"two/{FOLDER}/.gitignore", "*\n")
    write("real/.gitignore", "# written by specc\n*\n")
    os.symlink("real", tmp_path / FOLDER)
    assert specc("clean").out == "removed 0 caches\n"
    assert sorted(path.name for path in (tmp_path / "one" / FOLDER).iterdir()) == ["x"]
    assert (tmp_path / "real/.gitignore").exists()


def test_foreign_file_in_a_cache_stays(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", GOOD)
    specc("check", "a.spec")
    write(f"{FOLDER}/notes.txt", "mine")
    write(f"{FOLDER}/{'a' * 32}/x", "mine")
    ran = specc("clean")
    assert "holds what specc did not write: that stays" in ran.err
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == {
        ".gitignore", "notes.txt", "a" * 32,
    }  # fmt: skip


def test_entry_that_was_not_written_to_its_end_goes(
    specc: Specc, write: Write, tmp_path: Path
) -> None:
    write("a.spec", GOOD)
    specc("check", "a.spec")
    write(f"{FOLDER}/{'0' * 32}.123", "")
    assert specc("clean").err == ""
    assert not (tmp_path / FOLDER).exists()
