"""The examples in the language reference are written in the language."""

import re
from pathlib import Path

import pytest

from specc.source import Source
from specc.syntax.parse import parse

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
EXAMPLES = re.findall(r"^```\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("\n")[0][:30])
def test_example_parses(text: str) -> None:
    statements = not re.match(r"#|block|model|extern|data|train|sweep", text)
    parsed = parse(Source("test.spec", f"model M {{\n{text}}}" if statements else text))
    assert parsed.diagnostics == ()
