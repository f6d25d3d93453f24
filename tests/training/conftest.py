"""Reads a spec's sections, as far as this package's tests need the phases before them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from specc.diagnostics import Diagnostic
from specc.resolve import resolve
from specc.resolve.module import Loaded
from specc.resolve.sections import Sections, read_sections
from specc.source import Source
from specc.syntax.parse import parse

Read = Callable[..., Sections]


@pytest.fixture(scope="session")
def read() -> Read:
    """A function from text, and perhaps overrides, to the sections of the text."""

    def run(text: str, overrides: Mapping[str, Any] | None = None) -> Sections:
        parsed = parse(Source("test.spec", text))
        assert not parsed.diagnostics
        found = resolve(parsed.module, lambda *_: Loaded(None, "no imports here"), overrides)
        return read_sections(found.scope, found.models, found.broken, overrides)

    return run


@pytest.fixture(scope="session")
def said(read: Read) -> Callable[[str], list[str]]:
    """A function from text to one line a finding: rule, marked text, message, help."""

    def run(text: str) -> list[str]:
        found = read(text).diagnostics
        return [f"{d.rule} | {marked(d)} | {d.message} | {d.help}" for d in found]

    def marked(diagnostic: Diagnostic) -> str:
        return diagnostic.primary.source.cut(diagnostic.primary.span)

    return run
