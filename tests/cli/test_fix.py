"""`--fix`, `--unsafe-fixes` and `--diff`: what is mended, and what never happens to a file."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.driver import Checked, check
from specc.source import Source, Span

from .conftest import Specc, Write
from .specs import BIAS, BIAS_FIXED, BROKEN, GOOD, SOFTMAX

SIGMOID = SOFTMAX.replace("softmax", "sigmoid")
BLOCK = "block Head {\n    input x\n    Dense(3) -> BatchNorm -> ReLU\n}\n"
USE = 'import Head from "head.spec"\nmodel A {\n    input x: [4]\n    Head\n}\n'


@pytest.mark.parametrize(
    ("text", "arguments", "fixed", "said"),
    [
        (BIAS, ["--fix"], BIAS_FIXED, "no findings in 1 file\nfixed 1, 0 remaining\n"),
        (GOOD, ["--fix"], GOOD, "no findings in 1 file\nfixed 0, 0 remaining\n"),
        (
            SOFTMAX,
            ["--fix"],
            SOFTMAX,
            "1 error in 1 file\nfixed 0, 1 remaining (1 fixable with `--unsafe-fixes`)\n",
        ),
        (SOFTMAX, ["--fix", "--unsafe-fixes"], SIGMOID, "fixed 1, 0 remaining\n"),
        (SOFTMAX + BIAS, ["--fix", "--unsafe-fixes"], SIGMOID + BIAS_FIXED, "fixed 2, 0 remaining"),
        (BIAS, ["--fix", "--ignore", "bias-before-batch-norm"], BIAS, "fixed 0, 0 remaining"),
        ("\ufeff" + BIAS, ["--fix"], "\ufeff" + BIAS_FIXED, "fixed 1, 0 remaining"),
        (
            BIAS.replace("\n", "\r\n"),
            ["--fix"],
            BIAS_FIXED.replace("\n", "\r\n"),
            "fixed 1, 0 remaining",
        ),
        (BROKEN, ["--fix", "--unsafe-fixes"], BROKEN, "fixed 0, 1 remaining"),
    ],
)
def test_fix(
    specc: Specc, write: Write, text: str, arguments: list[str], fixed: str, said: str
) -> None:
    path = write("a.spec", text)
    ran = specc("check", *arguments, "a.spec")
    assert path.read_bytes().decode() == fixed
    assert said in ran.out
    assert ran.code == (0 if ", 0 remaining" in said else 1)
    assert ran.err == ""


def test_fixing_twice_changes_nothing(specc: Specc, write: Write) -> None:
    path = write("a.spec", SOFTMAX + BIAS)
    specc("check", "--fix", "--unsafe-fixes", "a.spec")
    once = path.read_text()
    assert "fixed 0, 0 remaining" in specc("check", "--fix", "--unsafe-fixes", "a.spec").out
    assert path.read_text() == once


def test_mark_of_what_can_be_fixed(specc: Specc, write: Write) -> None:
    write("a.spec", SOFTMAX + BIAS)
    lines = specc("check", "a.spec").out.splitlines()
    assert [one.endswith(" [*]") for one in lines if "[softmax" in one or "[bias" in one] == [
        False,
        True,
    ]
    assert lines[-1] == "[*] 1 fixable with `--fix` (1 more with `--unsafe-fixes`)"


@pytest.mark.parametrize(
    ("arguments", "fixed", "code"),
    [
        (["--diff"], "Dense(3, bias=false)", 1),
        (["--diff", "--unsafe-fixes"], "activation=sigmoid", 1),
        (["--diff", "--ignore", "normalisation"], "", 0),
    ],
)
def test_diff_changes_nothing(
    specc: Specc, write: Write, arguments: list[str], fixed: str, code: int
) -> None:
    path = write("a.spec", SOFTMAX + BIAS.rstrip())
    ran = specc("check", *arguments, "a.spec")
    assert path.read_text() == SOFTMAX + BIAS.rstrip()
    assert (ran.code, ran.err) == (code, "")
    assert ran.out.startswith("--- a.spec\n+++ a.spec\n@@ ") if code else ran.out == ""
    assert fixed in ran.out


@pytest.mark.parametrize("text", [SOFTMAX + BIAS, (SOFTMAX + BIAS).rstrip()])
def test_patch_takes_the_diff(specc: Specc, write: Write, text: str) -> None:
    path = write("a.spec", text)
    diff = specc("check", "--diff", "--unsafe-fixes", "a.spec").out
    subprocess.run(["patch", "-s"], input=diff, text=True, cwd=path.parent, check=True)
    patched = path.read_text()
    write("a.spec", text)
    specc("check", "--fix", "--unsafe-fixes", "a.spec")
    assert path.read_text() == patched != text


def test_permissions_stay_and_a_link_is_followed(
    specc: Specc, write: Write, tmp_path: Path
) -> None:
    real = write("real/a.spec", BIAS)
    real.chmod(0o640)
    os.symlink("real/a.spec", tmp_path / "link.spec")
    assert "fixed 1" in specc("check", "--fix", "link.spec").out
    assert (tmp_path / "link.spec").is_symlink()
    assert (real.read_text(), real.stat().st_mode & 0o777) == (BIAS_FIXED, 0o640)


def test_one_file_under_two_names_is_fixed_once(specc: Specc, write: Write, tmp_path: Path) -> None:
    path = write("a.spec", BIAS)
    os.symlink("a.spec", tmp_path / "b.spec")
    assert "fixed 1, 0 remaining" in specc("check", "--fix", ".").out
    assert path.read_text() == BIAS_FIXED


def test_many_files_are_fixed_in_one_run(specc: Specc, write: Write) -> None:
    paths = [write(f"f{at:03}.spec", BIAS) for at in range(120)]
    assert "fixed 120, 0 remaining" in specc("check", "--fix", ".").out
    assert {path.read_text() for path in paths} == {BIAS_FIXED}


Patch = Callable[..., None]


@pytest.fixture
def and_finds(monkeypatch: pytest.MonkeyPatch) -> Patch:
    """Lets a check find what these functions find as well."""

    def use(*rules: Callable[[Source], Diagnostic | None]) -> None:
        def more(source: Source, loader: Any, **given: Any) -> Checked:
            checked = check(source, loader, **given)
            found = (rule(source) for rule in rules)
            extra = (one for one in found if one is not None)
            return checked._replace(diagnostics=(*checked.diagnostics, *extra))

        monkeypatch.setattr("specc.cli.judge.check", more)

    return use


def finding(source: Source, *edits: tuple[str, str]) -> Diagnostic | None:
    """A warning whose fix replaces texts by others; none where the first is not there."""
    at = source.text.find(edits[0][0])
    if at < 0:
        return None
    made = tuple(
        Edit(source, Span(start := source.text.index(old), start + len(old)), new)
        for old, new in edits
    )
    primary = Label(source, Span(at, at + 1))
    fix = Fix("mend", made, Safety.SAFE)
    return Diagnostic("some-rule", Severity.WARNING, "a fault", primary, fix=fix)


def test_an_imported_file_is_changed_only_where_it_is_checked(
    specc: Specc, write: Write, and_finds: Patch
) -> None:
    path = write("head.spec", BLOCK)
    write("a.spec", USE)
    write("b.spec", USE)
    and_finds(lambda _: finding(Source("head.spec", path.read_text()), ("Dense(3)", "Dense(4)")))
    ran = specc("check", "--fix", "a.spec", "b.spec")
    assert (ran.code, "fixed 0, 2 remaining" in ran.out) == (1, True)
    assert path.read_text() == BLOCK


def test_an_imported_file_is_changed_once(specc: Specc, write: Write, and_finds: Patch) -> None:
    path = write("head.spec", BLOCK)
    write("a.spec", USE)
    write("b.spec", USE)
    shown = {"a.spec": BLOCK, "b.spec": BLOCK}

    def rule(source: Source) -> Diagnostic | None:
        text = shown.pop(source.path, "")
        return finding(Source("head.spec", text), ("Dense(3)", "Dense(4)"))

    and_finds(rule)
    ran = specc("check", "--fix", "a.spec", "b.spec", "head.spec")
    assert "fixed 1, 1 remaining" in ran.out
    assert path.read_text() == BLOCK.replace("Dense(3)", "Dense(4)")


def test_a_finding_with_a_fix_speaks_for_one_without(specc: Specc, write: Write) -> None:
    write("b.spec", BLOCK + BIAS.replace("Dense(3) -> BatchNorm -> ReLU", "Head"))
    write("a.spec", 'import Head from "b.spec"\n' + USE.partition("\n")[2])
    ran = specc("check", ".")
    assert ran.out.count("info[bias-before-batch-norm]") == 1
    assert "[*] 1 fixable" in ran.out


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([("Dense(3)  # keep me", "Dense(4)")], "lose a comment"),
        ([("Dense(3)", "Dense(3")], "bring a new finding: `syntax-error`"),
        ([("Dense(3)", "Linear(3)")], "bring a new finding: `unknown-layer`"),
    ],
)
def test_harmful_fix_is_left_out_and_the_others_are_not(
    specc: Specc, write: Write, and_finds: Patch, edits: list[tuple[str, str]], reason: str
) -> None:
    and_finds(lambda source: finding(source, *edits))
    path = write("a.spec", GOOD.replace("Dense(3)", "Dense(3)  # keep me") + BIAS[:-2] + "}\n")
    before = path.read_text()
    ran = specc("check", "--fix", "a.spec")
    assert path.read_text() == before.replace("Dense(3) -> B", "Dense(3, bias=false) -> B")
    assert ran.err == (
        f"specc: `a.spec:3`: the fix of `some-rule` was left out: it would {reason}\n"
    )
    assert (ran.code, "fixed 1, 1 remaining" in ran.out) == (1, True)


@pytest.mark.parametrize(
    "edits",
    [
        [("Dense(3)", "Dense(4)"), ("Dense(", "Dense(9")],
        [("Dense(3)", "Dense(4)"), ("(3)", "(5)")],
    ],
)
def test_fix_that_overlaps_itself_is_left_alone(
    specc: Specc, write: Write, and_finds: Patch, edits: list[tuple[str, str]]
) -> None:
    and_finds(lambda source: finding(source, *edits))
    path = write("a.spec", GOOD)
    assert specc("check", "--fix", "a.spec").code == 1
    assert path.read_text() == GOOD


def test_fixes_that_undo_each_other_end(specc: Specc, write: Write, and_finds: Patch) -> None:
    and_finds(
        lambda source: (
            finding(source, ("Dense(3)", "Dense(4)")) or finding(source, ("Dense(4)", "Dense(3)"))
        )
    )
    write("a.spec", GOOD)
    ran = specc("check", "--fix", "a.spec")
    assert ran.code == 1
    assert "there were still fixes after 30 rounds of them" in ran.err


def test_file_that_changes_meanwhile_is_left_alone(
    specc: Specc, write: Write, and_finds: Patch
) -> None:
    path = write("a.spec", BIAS)
    other = write("b.spec", BIAS)

    def interfere(source: Source) -> None:
        path.write_text(GOOD)

    and_finds(interfere)
    ran = specc("check", "--fix", "a.spec", "b.spec")
    assert ran.err == "specc: `a.spec` changed meanwhile: it was left alone\n"
    assert (ran.code, path.read_text(), other.read_text()) == (2, GOOD, BIAS_FIXED)
    assert "fixed 1, 1 remaining" in ran.out


def test_file_that_cannot_be_written(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("specc.files.write.write_file", refuse)
    path = write("a.spec", BIAS)
    ran = specc("check", "--fix", "a.spec")
    assert (ran.code, path.read_text()) == (2, BIAS)
    assert ran.err.endswith("a.spec`: permission denied\n")
    assert "fixed 0, 1 remaining" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_file_that_is_read_only(specc: Specc, write: Write) -> None:
    path = write("a.spec", BIAS)
    path.chmod(0o444)
    ran = specc("check", "--fix", "a.spec")
    assert (ran.code, path.read_text()) == (2, BIAS)
    assert "permission denied" in ran.err


@pytest.mark.parametrize("data", [b"\xff", b"#" * ((1 << 20) + 1), b"model {"])
def test_what_cannot_be_read_stays(specc: Specc, write: Write, data: bytes) -> None:
    path = write("a.spec", data)
    assert specc("check", "--fix", "--unsafe-fixes", "a.spec").code == 1
    assert path.read_bytes() == data


def test_missing_file(specc: Specc, write: Write) -> None:
    write("a.spec", BIAS)
    ran = specc("check", "--fix", "a.spec", "b.spec")
    assert (ran.code, ran.err) == (2, "specc: there is no file or folder `b.spec`\n")


def piped(folder: Path, text: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Check a text that comes from standard input."""
    return subprocess.run(
        [sys.executable, "-m", "specc", "check", *arguments, "-"],
        input=text.encode(), cwd=folder, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("text", [BIAS, "\ufeff" + BIAS.replace("\n", "\r\n"), GOOD, "\x00", ""])
def test_standard_input_is_fixed_to_standard_output(tmp_path: Path, text: str) -> None:
    ran = piped(tmp_path, text, "--fix")
    assert ran.stdout.decode() == text.replace("Dense(3) ->", "Dense(3, bias=false) ->")
    assert b"remaining" in ran.stderr


def test_standard_input_as_a_diff(tmp_path: Path) -> None:
    ran = piped(tmp_path, BIAS, "--diff", "--stdin-filename", "x/y.spec")
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert ran.stdout.startswith(b"--- x/y.spec\n")


def test_name_of_standard_input_is_its_place(write: Write, tmp_path: Path) -> None:
    write("sub/head.spec", BLOCK)
    write("sub/specc.toml", 'per-file-ignores = {"a.spec" = ["all"]}\n')
    ran = piped(tmp_path, USE, "--stdin-filename", "sub/a.spec")
    assert (ran.returncode, ran.stdout) == (0, b"no findings in 1 file\n")
    ran = piped(tmp_path, SOFTMAX, "--stdin-filename", "sub/b.spec")
    assert b"--> sub/b.spec:3:5" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fix", "-", "a.spec"], "standard input is changed for itself, without other paths"),
        (["--stdin-filename", "a.spec", "a.spec"], "names what is read from `-`"),
        (["--fix", "--add-ignores", "a.spec"], "cannot both be asked for"),
        (["--fix", "--write-baseline", "b", "a.spec"], "cannot both be asked for"),
    ],
)
def test_what_is_refused(specc: Specc, write: Write, arguments: list[str], said: str) -> None:
    write("a.spec", BIAS)
    ran = specc("check", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_harm_does_not_hide_behind_what_another_fix_mends(
    specc: Specc, write: Write, and_finds: Patch
) -> None:
    and_finds(
        lambda source: finding(source, ("Linear(3)", "Dense(5)")),
        lambda source: finding(source, ("Dense(3)", "Strange(3)")),
    )
    path = write("a.spec", BROKEN + GOOD)
    ran = specc("check", "--fix", "a.spec")
    assert path.read_text() == BROKEN.replace("Linear(3)", "Dense(5)") + GOOD
    assert "`a.spec:7`: the fix of `some-rule` was left out" in ran.err
    assert "fixed 1, 1 remaining" in ran.out
