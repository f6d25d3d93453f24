"""The specs that come with specc are written in the one way, and so are those on its pages."""

import re
from pathlib import Path

import pytest

from specc.cli.init import FIRST_SPEC
from specc.source import Source
from specc.syntax.format import format_source

ROOT = Path(__file__).parents[2]
FOLDERS = ("specs", "specc/std", "tools", "tests/conformance/specs")
SPECS = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.spec"))]
PAGES = ("README.md", "docs/language.md")
EXAMPLE = re.compile(r"^```\n(.*?)^```$", re.M | re.S)
WHOLE = re.compile(r"#|import|dim|block|model|extern|data|train|sweep")
EXAMPLES = [
    text
    for page in PAGES
    for text in EXAMPLE.findall((ROOT / page).read_text(encoding="utf-8"))
    if WHOLE.match(text)
]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_spec(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_source(Source(path.name, text)) == text


@pytest.mark.parametrize("text", [FIRST_SPEC, *EXAMPLES], ids=lambda text: text.split("\n")[0][:30])
def test_example(text: str) -> None:
    assert format_source(Source("test.spec", text)) == text
