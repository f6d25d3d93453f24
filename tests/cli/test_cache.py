"""The cache of `specc check`: the same bytes as without it, never stale, and never trusted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specc.cache import FOLDER, open_cache, pack, unpack
from specc.config.memo import restore
from specc.config.settings import Settings

from .conftest import Ran, Specc, Write
from .specs import SOFTMAX

BAD = "model Bad {\n    input x: [4]\n    Linear(3)\n    Dense(1, activation=softmax)\n}\n"
BLOCK = "block Head(units=3) {\n    input x\n    Dense(units)\n}\n"
USE = 'import Head from "sub/head.spec"\nmodel A {\n    input x: [4]\n    Head\n}\n'
CLEAN = "no findings in 1 file\n"


def entries(folder: Path) -> list[Path]:
    """The files of the cache below a folder."""
    return [path for path in (folder / FOLDER).glob("*") if path.name != ".gitignore"]


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes every check that is not answered from the cache fail."""
    monkeypatch.setattr("specc.cli.judge.check", None)


@pytest.mark.parametrize("options", [[], ["--format", "json"]])
@pytest.mark.parametrize("text", [BAD, CLEAN, USE, "model {", "\ufeffmodel A {}", "# \u65e5\u672c"])
def test_second_run_gives_the_same_bytes(
    specc: Specc, write: Write, request: pytest.FixtureRequest, text: str, options: list[str]
) -> None:
    write("sub/head.spec", BLOCK)
    write("a.spec", text)
    first = specc("check", *options, "a.spec")
    request.getfixturevalue("no_compiler")
    assert specc("check", *options, "a.spec") == first


def test_every_form_is_answered_from_one_entry(
    specc: Specc, write: Write, request: pytest.FixtureRequest
) -> None:
    write("a.spec", BAD)
    specc("check", "--format", "json", "a.spec")
    request.getfixturevalue("no_compiler")
    assert "--> a.spec:3:5" in specc("check", "a.spec").out
    assert "unknown-layer" in specc("check", "--statistics", "a.spec").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ignore = ["output"]\n', "no findings in 1 file"),
        ('severity = {softmax-single-unit = "info"}\n', "1 remark in 1 file"),
        ('per-file-ignores = {"a.spec" = ["softmax-single-unit"]}\n', "no findings in 1 file"),
    ],
)
def test_a_change_of_the_configuration_is_seen(
    specc: Specc, write: Write, text: str, said: str
) -> None:
    write("a.spec", SOFTMAX)
    plain = specc("check", "a.spec")
    for _ in range(2):
        write("specc.toml", text)
        assert said in specc("check", "a.spec").out
        write("specc.toml", "")
        assert specc("check", "a.spec") == plain


def test_what_does_not_touch_a_check_keeps_its_entry(
    specc: Specc, write: Write, request: pytest.FixtureRequest
) -> None:
    write("a.spec", BAD)
    specc("check", "a.spec")
    request.getfixturevalue("no_compiler")
    write("specc.toml", 'fail-on = "info"\nexclude = ["x"]\nper-file-ignores = {"x" = ["all"]}\n')
    assert specc("check", "a.spec").code == 1


def test_open_data_is_never_kept(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", BAD)
    specc("check", "--data", "a.spec")
    assert not (tmp_path / FOLDER).exists()


def test_runs_beside_each_other(write: Write, tmp_path: Path) -> None:
    for at in range(60):
        write(f"f{at}.spec", BAD.replace("[4]", f"[{at + 4}]"))
    command = [sys.executable, "-m", "specc", "check", "--format=json", "."]
    runs = [subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE) for _ in range(4)]
    outputs = {run.communicate()[0] for run in runs}
    assert len(outputs) == 1
    assert {run.returncode for run in runs} == {1}
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout in outputs
    assert len(entries(tmp_path)) == 60
    assert (tmp_path / FOLDER / ".gitignore").exists()


def test_a_lost_ignore_file_is_written_again(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", BAD)
    specc("check", "a.spec")
    (tmp_path / FOLDER / ".gitignore").unlink()
    write("a.spec", BAD + "\n")
    specc("check", "a.spec")
    assert (tmp_path / FOLDER / ".gitignore").exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.spec", BAD, "unknown-layer"),
        ("sub/head.spec", BLOCK.replace("Dense", "Linear"), "unknown-layer"),
        ("sub/head.spec", "block Head {", "has an error in line 1"),
        ("sub/pyproject.toml", "", CLEAN),
    ],
)
def test_a_change_is_seen(specc: Specc, write: Write, name: str, text: str, said: str) -> None:
    write("sub/head.spec", BLOCK)
    write("a.spec", USE)
    assert specc("check", "a.spec").out == CLEAN
    write(name, text)
    assert said in specc("check", "a.spec").out


def test_an_import_that_moves_is_seen(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("one.spec", BLOCK)
    write("two.spec", "model {")
    os.symlink("one.spec", tmp_path / "head.spec")
    write("a.spec", USE.replace("sub/", ""))
    assert specc("check", "a.spec").out == CLEAN
    os.remove(tmp_path / "head.spec")
    os.symlink("two.spec", tmp_path / "head.spec")
    assert specc("check", "a.spec").code == 1


def test_a_root_that_moves_is_seen(specc: Specc, write: Write) -> None:
    write("pyproject.toml", "")
    write("head.spec", BLOCK)
    write("in/a.spec", USE.replace("sub/", "../"))
    assert specc("check", "in/a.spec").out == CLEAN
    write("in/pyproject.toml", "")
    assert "outside the project's root" in specc("check", "in/a.spec").out


def test_a_missing_import_is_looked_for_again(specc: Specc, write: Write) -> None:
    write("a.spec", USE)
    assert "there is no file `sub/head.spec`" in specc("check", "a.spec").out
    write("sub/head.spec", BLOCK)
    assert specc("check", "a.spec").out == CLEAN


def test_another_specc_checks_again(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.spec", BAD)
    specc("check", "a.spec")
    monkeypatch.setattr("specc.cache.__version__", "0")
    monkeypatch.setattr("specc.cli.judge.check", None)
    assert "internal error" in specc("check", "a.spec").err


@pytest.mark.parametrize("arguments", [["--no-cache", "a.spec"], ["--no-cache", "."]])
def test_without_a_cache_none_is_written(
    specc: Specc, write: Write, tmp_path: Path, arguments: list[str]
) -> None:
    write("a.spec", BAD)
    assert specc("check", *arguments).code == 1
    assert not (tmp_path / FOLDER).exists()


def test_it_lies_in_the_projects_root_and_ignores_itself(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("pyproject.toml", "")
    monkeypatch.chdir(write("in/ner/a.spec", BAD).parent)
    specc("check", "a.spec")
    assert entries(tmp_path)
    assert (tmp_path / FOLDER / ".gitignore").read_text().endswith("*\n")
    assert not (tmp_path / "in/ner" / FOLDER).exists()


def tampered(specc: Specc, write: Write, folder: Path, old: str, new: str) -> tuple[Ran, Ran]:
    """A first run, and one after a change of the entry that keeps its digest right."""
    write("a.spec", BAD)
    first = specc("check", "a.spec")
    (entry,) = entries(folder)
    head, found = (parts := unpack(entry.read_bytes()))[:4], parts[4:]
    entry.write_bytes(pack([*head, *(part.replace(old, new) for part in found)]))
    return first, specc("check", "a.spec")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("unknown-layer", "\x1b]0;owned\x07"),
        ("unknown-layer", "a\rb"),
        ("error", "fatal"),
        ("3", "-3"),
        ("3", "9" * 5000),
    ],
)
def test_entry_that_specc_did_not_write(
    specc: Specc, write: Write, tmp_path: Path, old: str, new: str
) -> None:
    first, second = tampered(specc, write, tmp_path, old, new)
    assert second == first


def test_entry_is_believed_where_it_is_sound(specc: Specc, write: Write, tmp_path: Path) -> None:
    _, second = tampered(specc, write, tmp_path, "unknown-layer", "strange-layer")
    assert "error[strange-layer]" in second.out


@pytest.mark.parametrize(
    "made",
    [
        ["settings", "select", "output"],
        ["settings", "select", "output", "", "folder", "/", ""],
        ["settings", "fail_on", "fatal", ""],
        ["settings", "max_params", "9" * 5000, ""],
        ["settings", "severity", "softmax-single-unit", "fatal"],
    ],
)
def test_configuration_that_specc_did_not_keep(
    specc: Specc, write: Write, tmp_path: Path, made: list[str]
) -> None:
    text = 'select = ["output"]\ninclude = []\nmax-params = 7\nper-file-ignores = {"x" = ["all"]}\n'
    write("specc.toml", text)
    write("a.spec", SOFTMAX)
    specc("check", "--format=json", "a.spec")
    cache = open_cache()
    assert cache is not None
    kept = cache.recall("specc.toml", text.encode())
    assert kept is not None
    assert restore(kept, "") == Settings(
        "", ("output",), include=(), max_params=7, per_file_ignores=(("x", ("all",)),)
    )
    cache.remember("specc.toml", text.encode(), made)
    ran = specc("check", "a.spec")
    assert (ran.code, ran.err) == (1, "")


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\0" * 99, b"{}", pack([]), pack(["1"]), pack(["a", "b", "", "x"])]
)
def test_damaged_entry(specc: Specc, write: Write, tmp_path: Path, data: bytes) -> None:
    write("a.spec", BAD)
    first = specc("check", "a.spec")
    (entry,) = entries(tmp_path)
    entry.write_bytes(data)
    assert specc("check", "a.spec") == first


def test_entry_that_never_ends(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", BAD)
    first = specc("check", "a.spec")
    (entry,) = entries(tmp_path)
    entry.unlink()
    os.mkfifo(entry)
    assert specc("check", "a.spec") == first


@pytest.mark.parametrize("put", ["file", "link"])
def test_folder_that_is_none(specc: Specc, write: Write, tmp_path: Path, put: str) -> None:
    write("elsewhere/x.txt", "")
    if put == "file":
        write(FOLDER, "mine")
    else:
        os.symlink("elsewhere", tmp_path / FOLDER)
    write("a.spec", BAD)
    assert specc("check", "a.spec").code == 1
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["x.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_folder_that_cannot_be_written(specc: Specc, write: Write, tmp_path: Path) -> None:
    write("a.spec", BAD)
    os.chmod(tmp_path, 0o500)
    ran = specc("check", "a.spec")
    os.chmod(tmp_path, 0o700)
    assert (ran.code, ran.err) == (1, "")
