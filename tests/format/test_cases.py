"""Texts and how they are to be written: `cases/name.spec` and `name.expected` beside it."""

import os
from pathlib import Path

import pytest

from specc.source import Source
from specc.syntax.format import format_source
from tests.format.meaning import kept

CASES = sorted((Path(__file__).parent / "cases").glob("*.spec"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    text = format_source(Source(path.name, path.read_text(encoding="utf-8")))
    expected = path.with_suffix(".expected")
    if os.environ.get("SPECC_SNAPSHOTS") and text is not None:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("limit", [100, 60, 40, 20])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_once_is_enough_and_nothing_is_lost(path: Path, limit: int) -> None:
    text = path.read_text(encoding="utf-8")
    made = format_source(Source(path.name, text), limit)
    assert made is not None
    assert kept(made) == kept(text)
    assert format_source(Source(path.name, made), limit) == made


LINES = ["# header", "model A {  # opened", "    input x: [3]", "}", ""]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("\n \n\t\n", ""),
        ("# only a comment", "# only a comment\n"),
        ("let a=1", "let a = 1\n"),
        ("\ufefflet a=1\n", "\ufefflet a = 1\n"),
        ("\ufeff#c\nlet a=1\n", "\ufeff#c\nlet a = 1\n"),
        ("\r\n".join(LINES), "\r\n".join(LINES)),
        ("let a=1\r\nlet b=2\n", "let a = 1\r\nlet b = 2\r\n"),
        ("let a=1\nlet b=2\r\n", "let a = 1\nlet b = 2\n"),
        ("# a \r\r\nlet b=2\n", "# a\r\nlet b = 2\r\n"),
        ("model A{\finput x\v}", "model A { input x }\n"),
        ("let a = [1, # one\r 2]\n", "let a = [1, # one\r 2]\n"),
        ("block a { input X }", "block a { input X }\n"),
    ],
)
def test_ends_of_lines(text: str, made: str) -> None:
    assert format_source(Source("test.spec", text)) == made


@pytest.mark.parametrize(
    "text", ["model A {", "let a = = 1", "x", "let a = 2 ** 64 + 99999999999999999999", "é"]
)
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    assert format_source(Source("test.spec", text)) is None


def test_text_that_would_become_too_long_stays() -> None:
    text = "model M {\n" + "repeat 2 {\n" * 60 + "A\n" * 5000 + "}\n" * 61
    assert format_source(Source("test.spec", text)) == text


def test_deepest_nesting() -> None:
    text = "let a = " + "[1, " * 63 + "[x]" + "]" * 63
    made = format_source(Source("test.spec", text))
    assert made is not None
    assert format_source(Source("test.spec", made)) == made
