"""A baseline: an old project starts clean, and only what is new is reported."""

import json
from pathlib import Path

import pytest

from .conftest import Specc, Write
from .specs import BIAS, BIAS_FIXED, BROKEN, GOOD, SOFTMAX

LAYER = "    Dense(1, activation=softmax)\n"


def test_what_was_there_is_not_reported(specc: Specc, write: Write) -> None:
    write("a.spec", SOFTMAX + BIAS + BROKEN)
    write("sub/b.spec", SOFTMAX)
    ran = specc("check", "--write-baseline", "base.json", ".")
    assert (ran.code, ran.out) == (0, "4 findings written to `base.json`\n")
    ran = specc("check", "--baseline", "base.json", ".")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "no findings in 2 files\n4 known from `base.json`\n"


@pytest.mark.parametrize(
    ("after", "new"),
    [
        ("# a line\n\n" + SOFTMAX, []),
        (SOFTMAX.replace("    Dense", "        Dense"), []),
        (SOFTMAX.replace("softmax)", "softmax)  # why"), []),
        (SOFTMAX.replace("(1, ", "(\n        1,  # one\n        "), []),
        (SOFTMAX.replace(LAYER, LAYER + LAYER), ["softmax-single-unit"]),
        (SOFTMAX.replace("Dense(1,", "Dense(1, bias=false,"), ["softmax-single-unit"]),
        (SOFTMAX.replace("Dense", "output y = Dense"), ["softmax-single-unit"]),
        (GOOD, []),
    ],
)
def test_change(specc: Specc, write: Write, after: str, new: list[str]) -> None:
    write("a.spec", SOFTMAX)
    specc("check", "--write-baseline", "base.json", "a.spec")
    write("a.spec", after)
    chosen = ["--select=softmax-single-unit", "--format=json"]
    ran = specc("check", "--baseline=base.json", *chosen, "a.spec")
    assert [one["rule"] for one in json.loads(ran.out)] == new


@pytest.mark.parametrize(
    ("after", "arguments", "gone"),
    [
        (BIAS, ["."], False),
        (BIAS_FIXED, ["."], True),
        (BIAS_FIXED, ["other.spec"], False),
        (BIAS_FIXED, ["--ignore=normalisation", "."], False),
        (BIAS_FIXED + BROKEN, ["."], False),
        (None, ["other.spec"], True),
    ],
)
def test_entries_that_are_outdated(
    specc: Specc, write: Write, after: str | None, arguments: list[str], gone: bool
) -> None:
    path = write("a.spec", BIAS)
    write("other.spec", GOOD)
    specc("check", "--write-baseline", "base.json", ".")
    path.unlink()
    if after is not None:
        write("a.spec", after)
    said = (
        "specc: `base.json` has 1 entry for findings that are gone: "
        "`--write-baseline base.json` writes it anew\n"
    )
    assert specc("check", "--baseline", "base.json", *arguments).err == said * gone


def test_file_is_small_and_sorted(specc: Specc, write: Write, tmp_path: Path) -> None:
    for name in ("b.spec", "a.spec"):
        write(name, BIAS + SOFTMAX.replace(LAYER, LAYER * 2))
    specc("check", "--write-baseline", "base.json", "b.spec", "a.spec")
    found = json.loads((tmp_path / "base.json").read_text())
    assert list(found) == ["specc-baseline", "findings"]
    assert list(found["findings"]) == ["a.spec", "b.spec"]
    rules = found["findings"]["a.spec"]
    assert list(rules) == sorted(rules)
    assert [list(one.values()) for one in rules.values()][-1] == [2]
    text = (tmp_path / "base.json").read_text()
    specc("check", "--write-baseline", "base.json", "a.spec", "b.spec")
    assert (tmp_path / "base.json").read_text() == text


def test_paths_count_from_the_baseline(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("sub/a.spec", SOFTMAX).parent
    specc("check", "--write-baseline", "base.json", ".")
    monkeypatch.chdir(folder)
    assert specc("check", "--baseline", "../base.json", ".").code == 0


def test_known_findings_are_not_mended(specc: Specc, write: Write) -> None:
    path = write("a.spec", BIAS)
    specc("check", "--write-baseline", "base.json", "a.spec")
    assert "fixed 0, 0" in specc("check", "--baseline=base.json", "--fix", "a.spec").out
    assert path.read_text() == BIAS


def test_a_text_that_cannot_be_read_is_never_known(specc: Specc, write: Write) -> None:
    write("a.spec", "model {")
    ran = specc("check", "--write-baseline", "base.json", "a.spec")
    assert ran.out == "0 findings written to `base.json`\n"
    assert specc("check", "--baseline", "base.json", "a.spec").code == 1


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"\xff", b"{}", b"[" * 100_000, b'{"specc-baseline": 2, "findings": {}}',
        b'{"specc-baseline": 1}', b'{"specc-baseline": 1, "findings": {"a": 1}}',
        b'{"specc-baseline": 1, "findings": {"a": {"b": {"c": -1}}}}',
        b'{"specc-baseline": 1, "findings": {"a": {"b": {"c": 1e999}}}}',
    ],
)  # fmt: skip
def test_what_is_no_baseline(specc: Specc, write: Write, data: bytes) -> None:
    write("a.spec", SOFTMAX)
    write("base.json", data)
    ran = specc("check", "--baseline", "base.json", "a.spec")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("specc: `base.json` is not a baseline of specc: ")


def test_places_that_are_none(specc: Specc, write: Write) -> None:
    write("a.spec", SOFTMAX)
    write("folder/x", "")
    ran = specc("check", "--baseline", "none.json", "a.spec")
    assert (ran.code, ran.err) == (2, "specc: `none.json`: no such file or directory\n")
    ran = specc("check", "--baseline", "folder", "a.spec")
    assert (ran.code, ran.err) == (2, "specc: `folder`: is a directory\n")
    assert specc("check", "--write-baseline", "folder", "a.spec").code == 2


def test_a_cached_check_knows_them_too(
    specc: Specc, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.spec", SOFTMAX)
    specc("check", "a.spec")
    monkeypatch.setattr("specc.cli.judge.check", None)
    assert specc("check", "--write-baseline", "base.json", "a.spec").code == 0
    assert specc("check", "--baseline", "base.json", "a.spec").code == 0
