"""Specs that are badly written, and what is said about each of their faults.

A case is `cases/NAME.spec` with the expected text beside it in `cases/NAME.txt`; run pytest with
`SPECC_SNAPSHOTS=1` to write the texts anew, and read the difference.
"""

import os
from pathlib import Path

import pytest

from specc.diagnostics import Diagnostic
from specc.source import Source
from specc.syntax.parse import parse

CASES = sorted((Path(__file__).parent / "cases").glob("*.spec"))


def rendered(diagnostic: Diagnostic) -> str:
    """A diagnostic as lines of text, places as `line:column`."""
    lines = [f"{place(diagnostic.primary)} {diagnostic.rule}: {diagnostic.message}"]
    lines += [f"    {place(label)}: {label.message}" for label in diagnostic.related]
    if diagnostic.help:
        lines.append(f"    help: {diagnostic.help}")
    if diagnostic.fix:
        edits = ", ".join(f"{place(edit)} {edit.text!r}" for edit in diagnostic.fix.edits)
        lines.append(f"    fix ({diagnostic.fix.safety.value}): {edits}")
    return "\n".join(lines) + "\n"


def place(label) -> str:
    """The line and columns of a label or an edit."""
    start = label.source.position(label.span.start)
    return f"{start.line}:{start.column}+{label.span.end - label.span.start}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_faults(path: Path) -> None:
    parsed = parse(Source(path.name, path.read_text(encoding="utf-8")))
    text = "".join(rendered(one) for one in parsed.diagnostics)
    expected = path.with_suffix(".txt")
    if os.environ.get("SPECC_SNAPSHOTS"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages_name_no_terminal(path: Path) -> None:
    parsed = parse(Source(path.name, path.read_text(encoding="utf-8")))
    words = " ".join(one.message + one.help for one in parsed.diagnostics)
    assert not {"LPAR", "NEWLINE", "RBRACE", "OPERATOR", "NAME", "token"} & set(words.split())
