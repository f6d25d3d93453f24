"""Findings as text: the marked lines of any spec, in any terminal."""

import pytest

from specc.diagnostics import Diagnostic, Label, Severity
from specc.report.paint import Paint
from specc.report.text import as_text
from specc.report.visible import width
from specc.source import Source, Span

UNET = Source(
    "unet.spec", "\n" * 8 + "    up = deep -> Big(3)\n" + "\n" * 4 + "    [a, up] -> Concat\n"
)
OTHER = Source("blocks.spec", "block Big(n) {\n}\n")


def label(source: Source, text: str, message: str = "") -> Label:
    """A label at the first place of a piece of text."""
    start = source.text.index(text)
    return Label(source, Span(start, start + len(text)), message)


def finding(
    primary: Label, *related: Label, message: str = "`Concat` fails", help: str = ""
) -> Diagnostic:
    """An error there."""
    return Diagnostic("shape-mismatch", Severity.ERROR, message, primary, related, help)


PLAIN = """\
error[shape-mismatch]: `Concat` fails
 --> a.spec:1:6
  |
1 | x -> Concat
  |      ^^^^^^"""

RELATED = """\
error[shape-mismatch]: `Concat` fails
  --> unet.spec:14:16
   |
 9 |     up = deep -> Big(3)
   |                  ------ makes [27, 27, 32]
...
14 |     [a, up] -> Concat
   |                ^^^^^^ both must be 28
help: `kernel=2` makes 28"""

TWO_FILES = """\
error[shape-mismatch]: `Concat` fails
  --> unet.spec:14:16
   |
14 |     [a, up] -> Concat
   |                ^^^^^^
  --> blocks.spec:1:7
   |
 1 | block Big(n) {
   |       --- declared here"""


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (finding(label(Source("a.spec", "x -> Concat\n"), "Concat")), PLAIN),
        (
            finding(
                label(UNET, "Concat", "both must be 28"),
                label(UNET, "Big(3)", "makes [27, 27, 32]"),
                help="`kernel=2` makes 28",
            ),
            RELATED,
        ),
        (finding(label(UNET, "Concat"), label(OTHER, "Big", "declared here")), TWO_FILES),
    ],
)
def test_form(found: Diagnostic, text: str) -> None:
    assert as_text(found, Paint()) == text


@pytest.mark.parametrize(
    ("line", "marked", "shown", "under"),
    [
        ("\tConcat", "Concat", "    Concat", "    ^^^^^^"),
        ("a\tConcat", "Concat", "a   Concat", "    ^^^^^^"),
        ('"日本" Concat', "Concat", '"日本" Concat', "       ^^^^^^"),
        ('"日本" Concat', "日本", '"日本" Concat', " ^^^^"),
        ("e\u0301 Concat", "Concat", "e\u0301 Concat", "  ^^^^^^"),
        ("# \x1b[31m Concat", "Concat", "# \ufffd[31m Concat", "        ^^^^^^"),
        ("# \u202e Concat", "Concat", "# \ufffd Concat", "    ^^^^^^"),
        ("Concat\r", "Concat", "Concat", "^^^^^^"),
        ("Concat(\n3)", "Concat(\n3)", "Concat(", "^^^^^^^"),
        ("Con", "", "Con", "^"),
    ],
)
def test_line_and_mark(line: str, marked: str, shown: str, under: str) -> None:
    source = Source("a.spec", line + "\n")
    rows = as_text(finding(label(source, marked)), Paint()).splitlines()
    assert rows[3:5] == [f"1 | {shown}", f"  | {under}"]


@pytest.mark.parametrize("before", [0, 10, 500, 100_000])
@pytest.mark.parametrize("after", [0, 10, 100_000])
def test_long_line_is_cut_around_the_mark(before: int, after: int) -> None:
    source = Source("a.spec", f"{'a' * before} Concat {'b' * after}")
    shown, under = as_text(finding(label(source, "Concat")), Paint()).splitlines()[3:5]
    at = under.index("^")
    assert shown[at : at + 6] == "Concat"
    assert under.count("^") == 6
    assert width(shown) < 140


def test_mark_longer_than_the_window() -> None:
    source = Source("a.spec", "x" * 5000)
    rows = as_text(finding(Label(source, Span(0, 5000))), Paint()).splitlines()
    assert max(width(row) for row in rows) < 140


@pytest.mark.parametrize("offset", [0, 3, 4, 5, 99])
def test_place_at_the_very_end(offset: int) -> None:
    source = Source("a.spec", "abc\n")
    assert "^" in as_text(finding(Label(source, Span(offset, offset))), Paint())


def test_message_cannot_command_the_terminal() -> None:
    source = Source("a\n.spec", "x")
    found = finding(Label(source, Span(0, 1)), message="`\x1b]0;x\x07`\n", help="\x9b")
    text = as_text(found, Paint())
    assert all(row.isprintable() for row in text.splitlines())
    assert len(text.splitlines()) == 6


def test_endless_message_is_cut() -> None:
    source = Source("a.spec", "x")
    text = as_text(finding(Label(source, Span(0, 1)), message="a" * 10_000), Paint())
    assert len(text) < 600


def test_colours_only_where_wanted() -> None:
    found = finding(label(UNET, "Concat"))
    assert "\x1b" not in as_text(found, Paint())
    assert as_text(found, Paint(True)).startswith("\x1b[1;31merror[shape-mismatch]\x1b[0m: ")
