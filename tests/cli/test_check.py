"""`specc check`: findings, formats, exit codes, what is read."""

import json
import os
from pathlib import Path

import pytest

from specc.driver import Checked, check
from specc.options import Options
from specc.resolve.module import Loader
from specc.source import Source

from .conftest import Specc, Write

GOOD = "model Good {\n    input x: [4]\n    Dense(3)\n}\n"
BAD = "model Bad {\n    input x: [4]\n    Linear(3)\n}\n"
WARNED = GOOD + "# specc: ignore-file[softmax-single-unit]\n"
REMARK = "model A {\n    input x: [4]\n    Dense(3) -> BatchNorm -> ReLU\n}\n"


@pytest.mark.parametrize(
    ("files", "arguments", "code", "line"),
    [
        ({"a.spec": GOOD}, ["a.spec"], 0, "no findings in 1 file"),
        ({"a.spec": GOOD, "b/c.spec": GOOD}, [], 0, "no findings in 2 files"),
        ({"a.spec": BAD, "b.spec": GOOD}, ["."], 1, "1 error in 1 file"),
        ({"a.spec": BAD, "b.spec": WARNED}, ["."], 1, "1 error, 1 warning in 2 files"),
        ({"a.spec": WARNED}, ["a.spec"], 1, "1 warning in 1 file"),
        (
            {"a.spec": GOOD, ".hidden/b.spec": BAD, ".venv/c.spec": BAD},
            ["."],
            0,
            "no findings in 1 file",
        ),
        ({"a.spec": GOOD}, ["a.spec", "./a.spec", "."], 0, "no findings in 1 file"),
        ({"a.spec": ""}, ["a.spec"], 0, "no findings in 1 file"),
    ],
)
def test_exit_code_and_tally(
    specc: Specc, write: Write, files: dict[str, str], arguments: list[str], code: int, line: str
) -> None:
    for name, text in files.items():
        write(name, text)
    ran = specc("check", *arguments)
    assert (ran.code, line in ran.out.splitlines()) == (code, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.spec"], "there is no file or folder `nothing.spec`"),
        (["."], "there is no `.spec` file in `.`"),
        (["--format", "xml", "."], "'xml' is not one of"),
        (["--depth", "."], "No such option"),
    ],
)
def test_usage_error(specc: Specc, arguments: list[str], said: str) -> None:
    ran = specc("check", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_json_has_places_from_one(specc: Specc, write: Write) -> None:
    write("a.spec", BAD)
    ran = specc("check", "--format", "json", "a.spec")
    assert ran.code == 1
    assert json.loads(ran.out) == [
        {
            "file": "a.spec", "line": 3, "column": 5, "end_line": 3, "end_column": 11,
            "rule": "unknown-layer", "severity": "error",
            "message": "there is no layer or block `Linear`", "help": "did you mean `Dense`?",
            "label": "", "related": [], "fix": None,
        }
    ]  # fmt: skip


def test_json_of_nothing_is_an_empty_list(specc: Specc, write: Write) -> None:
    write("a.spec", GOOD)
    assert specc("check", "--format=json", "a.spec").out == "[]\n"


def test_after_a_syntax_error_nothing_else_is_said(specc: Specc, write: Write) -> None:
    write("a.spec", BAD + "model {\n")
    found = json.loads(specc("check", "--format", "json", "a.spec").out)
    assert {one["rule"] for one in found} == {"syntax-error"}


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"model A {\n    input x: [4]\n    \xff\n}\n", "not-utf-8"),
        (b"#" * ((1 << 20) + 1), "limit-exceeded"),
        (b"\x00\x01\x02", "syntax-error"),
    ],
)
def test_unreadable_text_is_a_finding(specc: Specc, write: Write, data: bytes, rule: str) -> None:
    write("a.spec", data)
    ran = specc("check", "--format", "json", "a.spec")
    assert ran.code == 1
    assert json.loads(ran.out)[0]["rule"] == rule


@pytest.mark.parametrize("text", ["\ufeff" + BAD, BAD.replace("\n", "\r\n")])
def test_marks_and_line_ends_of_windows(specc: Specc, write: Write, text: str) -> None:
    write("a.spec", text)
    found = json.loads(specc("check", "--format", "json", "a.spec").out)
    assert [(one["line"], one["column"], one["end_column"]) for one in found] == [(3, 5, 11)]


def test_byte_order_mark_is_no_column(specc: Specc, write: Write) -> None:
    write("a.spec", "\ufeff" + "mode A {}")
    found = json.loads(specc("check", "--format", "json", "a.spec").out)
    assert (found[0]["line"], found[0]["column"]) == (1, 1)


def test_remarks_alone_do_not_fail(specc: Specc, write: Write) -> None:
    write("a.spec", REMARK)
    ran = specc("check", "a.spec")
    assert ran.code == 0
    assert ran.out.endswith("\n\n1 remark in 1 file\n[*] 1 fixable with `--fix`\n")


def test_fault_in_a_shared_file_is_said_once(specc: Specc, write: Write) -> None:
    write("blocks.spec", "block Head {\n    input x\n    Linear(3)\n}\n")
    use = 'import Head from "blocks.spec"\nmodel A {\n    input x: [4]\n    Head\n}\n'
    write("a.spec", use)
    write("b.spec", use)
    ran = specc("check", ".")
    assert ran.out.count("there is no layer or block `Linear`") == 1
    assert "--> blocks.spec:3:5" in ran.out


def test_many_files_are_spread_and_keep_their_order(specc: Specc, write: Write) -> None:
    for at in range(120):
        write(f"f{at:03}.spec", BAD if at % 40 == 0 else GOOD)
    found = json.loads(specc("check", "--format", "json", ".").out)
    assert [one["file"] for one in found] == ["f000.spec", "f040.spec", "f080.spec"]


def test_crash_names_the_file_and_spares_the_others(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(source: Source, loader: Loader, options: Options) -> Checked:
        if source.path == "a.spec":
            raise ZeroDivisionError("seven")
        return check(source, loader, options=options)

    monkeypatch.setattr("specc.cli.judge.check", crash)
    write("a.spec", GOOD)
    write("b.spec", BAD)
    ran = specc("check", ".")
    assert ran.code == 2
    assert "internal error while checking `a.spec`: ZeroDivisionError: seven" in ran.err
    assert "--> b.spec:3:5" in ran.out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission(specc: Specc, write: Write) -> None:
    path: Path = write("a.spec", GOOD)
    path.chmod(0)
    ran = specc("check", "a.spec")
    assert (ran.code, ran.err) == (2, "specc: `a.spec`: permission denied\n")
