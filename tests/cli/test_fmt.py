"""`specc fmt`: what it writes, what it says, and what it leaves alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from specc.source import Source

from .conftest import Specc, Write
from .test_start import HEAVY, REPORT, python

UNTIDY = "model A {\n input x:[3]\n Dense( 3 ) # three\n}\n"
TIDY = "model A {\n    input x: [3]\n    Dense(3)  # three\n}\n"
DIFFERENCE = """\
--- a.spec
+++ a.spec
@@ -1,4 +1,4 @@
 model A {
- input x:[3]
- Dense( 3 ) # three
+    input x: [3]
+    Dense(3)  # three
 }
"""


def test_folder(specc: Specc, write: Write) -> None:
    tidy, untidy = write("b/tidy.spec", TIDY), write("untidy.spec", UNTIDY)
    write("notes.txt", UNTIDY)
    before = tidy.stat().st_mtime_ns
    ran = specc("fmt")
    said = "reformatted untidy.spec\n1 file reformatted, 1 file left unchanged\n"
    assert ran == (0, said, "")
    assert untidy.read_text() == TIDY
    assert tidy.stat().st_mtime_ns == before
    assert specc("fmt", ".") == (0, "2 files left unchanged\n", "")


def test_check_names_what_would_change(specc: Specc, write: Write) -> None:
    path = write("a.spec", UNTIDY)
    write("b.spec", TIDY)
    said = "would reformat a.spec\n1 file would be reformatted, 1 file would be left unchanged\n"
    assert specc("fmt", "--check") == (1, said, "")
    assert path.read_text() == UNTIDY
    assert specc("fmt", "--check", "b.spec").code == 0


def test_diff_prints_what_would_change(specc: Specc, write: Write) -> None:
    path = write("a.spec", UNTIDY)
    said = "would reformat a.spec\n1 file would be reformatted\n"
    assert specc("fmt", "--diff", "a.spec") == (1, DIFFERENCE, said)
    assert path.read_text() == UNTIDY
    write("a.spec", TIDY)
    assert specc("fmt", "--diff", "a.spec").code == 0


@pytest.mark.parametrize(
    ("arguments", "text", "code", "out", "err"),
    [
        ([], UNTIDY, 0, TIDY, ""),
        ([], TIDY, 0, TIDY, ""),
        ([], "\ufefflet a=1 # é\r\n", 0, "\ufefflet a = 1  # é\r\n", ""),
        (["--check"], UNTIDY, 1, "", "would reformat <stdin>\n"),
        (["--check"], TIDY, 0, "", ""),
        (["--diff"], TIDY, 0, "", ""),
    ],
)
def test_standard_input(
    write: Write, arguments: list[str], text: str, code: int, out: str, err: str
) -> None:
    folder = write("a.spec", "").parent
    ran = subprocess.run(
        [sys.executable, "-m", "specc", "fmt", *arguments, "-"],
        input=text.encode(), cwd=folder, capture_output=True, check=False,
        env={"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (ran.returncode, ran.stdout.decode(), ran.stderr.decode()) == (code, out, err)


def test_syntax_errors_are_reported_and_the_rest_is_formatted(specc: Specc, write: Write) -> None:
    broken, other = write("a.spec", "model A {\n"), write("b.spec", UNTIDY)
    ran = specc("fmt", ".")
    assert ran.code == 2
    assert ran.out == "reformatted b.spec\n1 file reformatted, 1 file not formatted\n"
    assert "error[syntax-error]: `{` is never closed\n --> a.spec:1:9" in ran.err
    assert "specc: `a.spec` is left as it is\n" in ran.err
    assert (broken.read_text(), other.read_text()) == ("model A {\n", TIDY)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("none.spec", "there is no file or folder `none.spec`"),
        ("empty", "there is no `.spec` file in `empty`"),
        ("pipe", "`pipe` is no regular file"),
        ("bytes.spec", "the file is not UTF-8"),
        ("large.spec", "the file has more than 1048576 bytes"),
    ],
)
def test_what_cannot_be_formatted(specc: Specc, write: Write, path: str, said: str) -> None:
    write("empty/notes.txt", "")
    write("bytes.spec", b"let a = 1 # \xff")
    write("large.spec", "#" * (1 << 21))
    os.mkfifo("pipe")
    ran = specc("fmt", path)
    assert ran.code == 2
    assert said in ran.err


def test_what_belongs_to_the_file_stays(specc: Specc, write: Write) -> None:
    path = write("a.spec", b"\xef\xbb\xbflet a=1\r\nlet b=2\r\n")
    path.chmod(0o640)
    assert specc("fmt", "a.spec").code == 0
    assert path.read_bytes() == b"\xef\xbb\xbflet a = 1\r\nlet b = 2\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_links_that_are_named_are_followed(specc: Specc, write: Write, tmp_path: Path) -> None:
    target = write("outside/a.spec", UNTIDY)
    write("project/b.spec", TIDY)
    link = tmp_path / "project" / "link.spec"
    link.symlink_to(target)
    assert specc("fmt", "project").out == "1 file left unchanged\n"
    assert target.read_text() == UNTIDY
    assert specc("fmt", "project/link.spec").code == 0
    assert link.is_symlink()
    assert target.read_text() == TIDY


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to everything")
def test_file_that_may_not_be_written(specc: Specc, write: Write) -> None:
    path = write("a.spec", UNTIDY)
    path.chmod(0o400)
    assert specc("fmt", "a.spec") == (
        2,
        "1 file not formatted\n",
        "specc: `a.spec`: permission denied\n",
    )
    assert path.read_text() == UNTIDY


def test_file_that_changes_meanwhile(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.spec", UNTIDY)

    def slow(source: Source) -> str:
        path.write_text("let b = 2\n")
        return TIDY

    monkeypatch.setattr("specc.cli.formatting.format_source", slow)
    ran = specc("fmt", "a.spec")
    assert (ran.code, ran.err) == (
        2, "specc: `a.spec` was changed meanwhile, and is left as it is\n",
    )  # fmt: skip
    assert path.read_text() == "let b = 2\n"


def test_bug_leaves_the_file_alone(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.spec", "let a=1\nlet b=2\n")
    monkeypatch.setattr("specc.syntax.format.body.Page.text", lambda _: "let a = 1\n")
    ran = specc("fmt", "a.spec")
    assert ran.code == 2
    assert "internal error while formatting `a.spec`: Unfaithful: the formatted text" in ran.err
    assert path.read_text() == "let a=1\nlet b=2\n"


def test_what_is_excluded(specc: Specc, write: Write) -> None:
    write("specc.toml", 'exclude = ["old"]\n')
    path = write("old/a.spec", UNTIDY)
    write("b.spec", TIDY)
    assert specc("fmt", ".").out == "1 file left unchanged\n"
    assert specc("fmt", "--force-exclude", "old/a.spec", "b.spec").out == "1 file left unchanged\n"
    assert path.read_text() == UNTIDY
    assert specc("fmt", "old/a.spec").out == "reformatted old/a.spec\n1 file reformatted\n"


def test_many_files(specc: Specc, write: Write) -> None:
    for number in range(120):
        write(f"f{number:03}.spec", UNTIDY if number % 40 == 0 else TIDY)
    ran = specc("fmt", ".")
    assert ran.out.splitlines()[-1] == "3 files reformatted, 117 files left unchanged"
    assert specc("fmt", "--check", ".").code == 0


@pytest.mark.parametrize("arguments", [["fmt", "a.spec"], ["fmt", "--check", "."]])
def test_modules_that_a_run_loads(write: Write, arguments: list[str]) -> None:
    folder = write("a.spec", UNTIDY).parent
    ran = python("-c", REPORT, *arguments, folder=folder)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "loaded" in loaded
    assert not loaded & HEAVY


def test_usage(specc: Specc) -> None:
    ran = specc("fmt", "--chek")
    assert ran.code == 2
    assert "No such option" in ran.err
