"""Any text at all: the parser never raises, and what it says lies inside the text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.diagnostics import Label
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.parse import Parsed, parse
from specc.syntax.token import LONGEST_TEXT, MOST_FAULTS
from tests.syntax.dump import dump

FOLDER = Path(__file__).parent
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*/*.spec"))]
PIECES = [
    "model M", "block B", "data", "train", "{", "}", "(", ")", "[", "]", "\n", "\n    ", " ", "->",
    "=", "==", ",", ":", ".", "..", "x", "Dense", "(3)", "3", "0.5", '"s"', '"', "'", "# c", "//",
    "/*", "if", "else", "repeat 2", "for i in", "let", "input x", "output", "not", "and", "-", "**",
    "import", "dim", "where", "extern layer E", "→", ";", "\0", "\ud800", "é", "\\", "1e999", "in",
]  # fmt: skip


def spans(part: object) -> list[Span]:
    """The spans of a node and of all that is in it."""
    if isinstance(part, Span):
        return [part]
    return [span for item in part for span in spans(item)] if isinstance(part, tuple) else []


def check(text: str) -> Parsed:
    """Parse a text and check what holds for every text."""
    parsed = parse(Source("test.spec", text))
    labels: list[Label] = []
    for one in parsed.diagnostics:
        labels += (one.primary, *one.related, *(one.fix.edits if one.fix else ()))
        assert one.message
        assert "\n" not in one.message + one.help
    found = [label.span for label in labels] + spans(parsed.module.declarations)
    assert all(0 <= span.start <= span.end <= len(text) for span in found)
    assert len(parsed.diagnostics) <= MOST_FAULTS
    return parsed


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_pieces(text: str) -> None:
    check(text)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutated_specs(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    at = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 12))
    piece = data.draw(st.sampled_from(["", *PIECES]))
    check(text[:at] + piece + text[at + gone :])


@pytest.mark.parametrize(
    "text",
    [
        "let x = " + "(" * 65 + "1" + ")" * 65,
        "model M {" + "repeat 2 {" * 64 + "A" + "}" * 65,
        "let x = " + "1 + " * 5000 + "1",
        "let x = " + "-" * 5000 + "1",
        "let x = " + "not " * 5000 + "y",
        "let x = " + "2 ** " * 5000 + "1",
        "let x = " + "1 if a else " * 5000 + "1",
        "let x = a" + ".b" * 5000,
        "let x = a" + "[0]" * 5000,
        "let x = " + "(" * 30 + "1" + (" + 1" * 20 + ")") * 30,
        "let x = " + "9" * 5000,
        "let x = " + "[" * 100_000,
        "let x = (\n" * 2000,
        "model M {\n" * 2000,
        "}" * 2000,
        '"' * 3001,
        "x" * (LONGEST_TEXT + 1),
        "# é" * (LONGEST_TEXT // 4 + 1),
    ],
    ids=lambda text: text[:20].replace("\n", " "),
)
def test_limits(text: str) -> None:
    parsed = check(text)
    assert parsed.diagnostics
    dump(parsed.module.declarations)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("let x = " + " + ".join(["a"] * 150), 1),
        ("model M {\n" + "if a {\n" * 60 + "B\n" + "}\n" * 60 + "}", 1),
        ("model M {\nif a { B }" + " else if c { D }" * 5000 + "\n}", 1),
        ("let x = [" + "-1, a.b, " * 5000 + "]", 1),
        ("let x = a" + " -> B" * 5000, 1),
        ("let x = 9223372036854775807\nlet y = 2", 2),
        ("let x = 1\n" + "#" * 1000 + "\nlet y = 2", 2),
    ],
)
def test_inside_the_limits(text: str, count: int) -> None:
    parsed = check(text)
    assert parsed.diagnostics == ()
    assert len(parsed.module.declarations) == count


@pytest.mark.parametrize("kept", ["let x = 1", "model A {\n    input x\n    Dense(3)\n}"])
def test_what_is_sound_stays_in_the_tree(kept: str) -> None:
    whole = parse(Source("test.spec", kept)).module.declarations
    broken = check(f"let y = = 3\n{kept}\nmodel B {{\n    Dense 3\n    x = $\n")
    assert dump(broken.module.declarations[0]) == dump(whole[0])
    assert [type(one) for one in broken.module.declarations] == [type(whole[0]), ast.Block]
    assert len(broken.diagnostics) == 4
