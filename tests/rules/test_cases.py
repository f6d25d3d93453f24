"""Each file in `cases/<rule>/`: the marked lines, and no others, have a finding of that rule.

A line with a finding ends in `#! severity: message`, or in `#! severity` alone. A `.fixed` file is
the text after the fixes.
"""

import re
from pathlib import Path

import pytest

from specc.diagnostics import Diagnostic
from specc.edit import apply
from specc.lint import find_rules
from specc.source import Source

from . import checked

FOLDER = Path(__file__).parent / "cases"
RULES = find_rules()
MARK = re.compile(r"#! (error|warning|info)(?:: (.*))?$")


def expected(text: str) -> dict[int, tuple[str, str | None]]:
    marks = ((number, MARK.search(line)) for number, line in enumerate(text.splitlines(), 1))
    return {number: (mark[1], mark[2]) for number, mark in marks if mark}


def findings(path: Path, text: str) -> tuple[Diagnostic, ...]:
    return checked.findings(RULES[path.parent.name], Source(path.name, text))


def each(pattern: str) -> pytest.MarkDecorator:
    paths = sorted(FOLDER.glob(pattern))
    return pytest.mark.parametrize("path", paths, ids=lambda p: f"{p.parent.name}/{p.stem}")


@each("*/*.spec")
def test_case(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    source = Source(path.name, text)
    found = findings(path, text)
    wanted = expected(text)
    lines = [source.position(d.primary.span.start).line for d in found]
    assert {d.rule for d in found} <= {path.parent.name}, found
    assert sorted(lines) == sorted(wanted)
    said = {line: (d.severity.value, d.message) for line, d in zip(lines, found, strict=True)}
    assert {n: (s, said[n][1] if m is None else m) for n, (s, m) in wanted.items()} == said


@each("*/*.fixed")
def test_fixed(path: Path) -> None:
    text = path.with_suffix(".spec").read_text(encoding="utf-8")
    fixes = [d.fix for d in findings(path, text) if d.fix is not None]
    assert apply(fixes, text) == path.read_text(encoding="utf-8")
