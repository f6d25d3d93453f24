"""Whole statements are taken away with their lines, and comments stay."""

import pytest

from specc.diagnostics import Fix, Safety
from specc.edit import apply
from specc.edit.whole import remove_lines
from specc.source import Source, Span


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a\nX\nb\n", "a\nb\n"),
        ("X\n\nb\n", "b\n"),
        ("a\n\nX\n\nb\n", "a\n\nb\n"),
        ("a\n    X\n}\n", "a\n}\n"),
        ("a\nX", "a\n"),
        ("a\n\nX", "a\n\n"),
    ],
)
def test_lines_go(text: str, result: str) -> None:
    source, at = Source("a.spec", text), text.index("X")
    edit = remove_lines(source, Span(at, at + 1))
    assert edit is not None
    assert apply([Fix("take it away", (edit,), Safety.SAFE)], text) == result


@pytest.mark.parametrize("text", ["a X\n", "X b\n", "X  # why\n", "# why\nX\n", "{ X }\n"])
def test_what_would_lose_something_stays(text: str) -> None:
    at = text.index("X")
    assert remove_lines(Source("a.spec", text), Span(at, at + 1)) is None
