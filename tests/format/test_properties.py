"""What holds for any spec: formatting changes how it is written, once, and nothing else."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from specc.source import Source
from specc.syntax.format import format_source
from specc.syntax.lex import lex
from specc.syntax.parse import parse
from specc.syntax.token import span_of
from tests.format.meaning import kept, models
from tests.format.respace import Respacer
from tests.untrusted import grammar

ROOT = Path(__file__).parents[2]
FOLDERS = ("specs", "specc/std", "tests/syntax/specs", "tests/format/cases", "tests/conformance")
TEXTS = [
    path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.spec"))
]
SMALL = [text for text in TEXTS if len(text) < 2000 and "import" not in text]
PIECES = [
    "", " ", "\n", "\n\n", "# c", "# c\n", "# specc: ignore[a]\n", "(", ")", "[", "]", "{", "}",
    ",", "->", " -> A", "=", ":", "..", "x", "output if a else b", "3", '"s"', "not", "-", "**",
    "else", "\t", "\r", "\r\n", "\f", "\ufeff", "é", "$", "repeat 2 {", "model M {", ",]", "(x)",
]  # fmt: skip

limits = st.sampled_from([100, 100, 80, 40, 20])
respacers = st.builds(
    Respacer,
    st.integers(0, 1 << 32).map(Random),
    lines=st.sampled_from([0.0, 0.02, 0.2]),
    comments=st.sampled_from([0.0, 0.2]),
    suppress=st.booleans(),
)


def check(text: str, limit: int = 100) -> str:
    """Format a text in which there are no errors, and check what holds for all of them."""
    made = format_source(Source("test.spec", text), limit)
    assert made is not None
    assert kept(made) == kept(text)
    assert format_source(Source("test.spec", made), limit) == made
    return made


def readable(text: str) -> bool:
    """Whether a text has no errors, but perhaps badly written names."""
    return all(one.rule == "name-style" for one in parse(Source("test.spec", text)).diagnostics)


@settings(max_examples=60)
@given(grammar.specs, limits)
def test_spec_by_the_grammar(text: str, limit: int) -> None:
    assume(readable(text))
    assert models(check(text, limit)) == models(text)


@settings(max_examples=200)
@given(st.sampled_from(TEXTS), respacers, limits)
def test_other_blanks(text: str, respace: Respacer, limit: int) -> None:
    respaced = respace(text)
    assume(readable(respaced))
    check(respaced, limit)


@settings(max_examples=15)
@given(st.sampled_from(SMALL), respacers)
def test_models_stay(text: str, respace: Respacer) -> None:
    respaced = respace(text)
    assume(readable(respaced))
    assert models(check(respaced)) == models(respaced)


@settings(max_examples=200)
@given(st.data(), limits)
def test_mutated_spec(data: st.DataObject, limit: int) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 6))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + gone :]
    if readable(text):
        check(text, limit)
    else:
        assert format_source(Source("test.spec", text), limit) is None


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_any_text(text: str) -> None:
    made = format_source(Source("test.spec", text))
    assert (made is not None) == readable(text)


@pytest.mark.parametrize(
    "text",
    [text for text in SMALL if "specc:" not in text],
    ids=lambda text: text.split("\n")[0][:30],
)
def test_blanks_within_lines_do_not_matter(text: str) -> None:
    made = check(text)
    wide = widened(made)
    assert wide != made
    assert check(wide) == made


def widened(text: str) -> str:
    """A text with more blanks between its tokens, save where a comment has a column to keep."""
    tokens = lex(Source("test.spec", text))
    spans = [span_of(value) for value in tokens.values]
    wide, end = "", 0
    for start in (span.start for span in spans[1:]):
        line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
        wide += text[end:start] + ("" if "#" in line or not text[start:].strip() else " \t ")
        end = start
    return wide + text[end:]
