"""Any spec at all ends with findings or a result, and touches nothing on the way."""

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import grammar
from .conftest import EXAMPLES
from .stages import FOREIGN, end, watched

HERE = Path(__file__).parents[2]
REAL = [
    path.read_text(encoding="utf-8")
    for folder in ("specs", "tests/syntax/specs", "tests/conformance", "tests/zoo")
    for path in sorted((HERE / folder).rglob("*.spec"))
]
PIECES = [
    "",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\n",
    " -> ",
    "=",
    ",",
    ":",
    "-1",
    "0",
    "1e400",
    "10 ** 18",
    "H",
    "none",
    "x",
    "Dense",
    "Flatten",
    '"',
    "[[0, 1]]",
    "repeat 3 {",
    "# specc: ignore",
    "import a from ",
]
EASY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def ends(text: str) -> None:
    """Take a spec through everything."""
    before = {name for name in FOREIGN if name in sys.modules}
    with watched() as touched:
        end(text)
    assert not touched.written
    assert not touched.forbidden
    assert {name for name in FOREIGN if name in sys.modules} == before


@EASY
@given(grammar.specs)
def test_spec_by_the_grammar(text: str) -> None:
    ends(text)


@EASY
@given(st.data())
def test_mutated_spec(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(REAL))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 10))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + gone :]
    ends(text)


@EASY
@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
)
def test_random_text(text: str) -> None:
    ends(text)


@pytest.mark.parametrize("text", REAL)
def test_real_spec(text: str) -> None:
    ends(text)
