"""Comments that silence a finding: `# specc: ignore[rule]` and `# specc: ignore-file[rule]`."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from specc.diagnostics import Diagnostic, Label, Severity
from specc.source import Source, Span
from specc.syntax import ast

LOUD = frozenset({"syntax-error", "limit-exceeded", "unused-suppression"})
"""Findings that no comment silences."""

MARK = "specc:"

MOST_SUPPRESSIONS = 1000
"""So many are read in one file; more would only serve to make a check slow."""


class Suppression(NamedTuple):
    """One rule name in one comment, and the offsets in which it silences findings."""

    rule: str
    comment: Span
    covers: Span


class Suppressions:
    """The suppressions of all files of one check."""

    def __init__(self, checked: str, modules: Mapping[str, ast.Module]) -> None:
        self.checked = checked
        self.modules = modules
        self.known: dict[str, list[Suppression]] = {}
        for path, module in modules.items():
            found = list(islice(read_suppressions(module), MOST_SUPPRESSIONS))
            if found:
                self.known[path] = found

    def sift(self, found: list[Diagnostic], *, report_unused: bool) -> list[Diagnostic]:
        """The findings that stay, and one for each suppression that silenced nothing.

        Only the checked file's own comments can be found to be unused: what they silence in an
        imported file may show up in another one that imports it.
        """
        if not self.known:
            return found
        used: set[Suppression] = set()
        kept = [d for d in found if not self._silenced(d, used)]
        if report_unused:
            waiting = [s for s in self.known.get(self.checked, []) if s not in used]
            kept.extend(_unused(self.modules[self.checked].source, s) for s in waiting)
        return kept

    def _silenced(self, found: Diagnostic, used: set[Suppression]) -> bool:
        if found.rule in LOUD:
            return False
        start, end = found.primary.span
        matching = [
            s
            for s in self.known.get(found.primary.source.path, [])
            if s.rule == found.rule and _touches(s.covers, start, end)
        ]
        used.update(matching)
        return bool(matching)


def _touches(covers: Span, start: int, end: int) -> bool:
    return covers.start <= start <= covers.end or covers.start <= end <= covers.end


def _unused(source: Source, suppression: Suppression) -> Diagnostic:
    message = f"the suppression of `{suppression.rule}` suppresses nothing"
    primary = Label(source, suppression.comment)
    return Diagnostic("unused-suppression", Severity.WARNING, message, primary, help="remove it")


def read_suppressions(module: ast.Module) -> Iterator[Suppression]:
    """The suppressions that a file's comments ask for."""
    asked = [(comment, *asks) for comment in module.comments if (asks := _asks(comment.text))]
    statements = _statements(module) if any(c.own_line for c, _, _ in asked) else {}
    text = module.source.text
    for comment, word, names in asked:
        covers = (
            Span(0, len(text)) if word == "ignore-file" else _covered(text, comment, statements)
        )
        for name in names:
            yield Suppression(name, comment.span, covers)


def _asks(text: str) -> tuple[str, list[str]] | None:
    """`ignore` or `ignore-file` and the rule names; None for any other comment."""
    text = text.strip()
    if not text.startswith(MARK):
        return None
    word, _, names = text[len(MARK) :].strip().partition("[")
    if "]" not in names or word.rstrip() not in ("ignore", "ignore-file"):
        return None
    listed = names.partition("]")[0].split(",")
    return word.rstrip(), [name.strip() for name in listed if name.strip()]


def _covered(text: str, comment: ast.Comment, statements: Mapping[int, Span]) -> Span:
    """The comment's own line, or the statement or declaration that follows a line of its own."""
    start = comment.span.start
    if not comment.own_line:
        return Span(text.rfind("\n", 0, start) + 1, start)
    return statements.get(_next_text(text, comment.span.end), comment.span)


def _next_text(text: str, offset: int) -> int:
    """Where the next text that is neither blank nor a comment begins."""
    while offset < len(text):
        if text[offset] == "#":
            line_end = text.find("\n", offset)
            offset = len(text) if line_end < 0 else line_end
        elif not text[offset].isspace():
            break
        offset += 1
    return offset


def _statements(module: ast.Module) -> dict[int, Span]:
    """The outermost statement or declaration that begins at each offset."""
    found: dict[int, Span] = {}
    waiting: list[Any] = list(module.declarations)
    for node in waiting:
        found.setdefault(node.span.start, node.span)
        if isinstance(node, ast.If):
            waiting.extend(s for case in node.cases for s in case.body)
            waiting.extend(node.otherwise)
        elif isinstance(node, (ast.Block, ast.Section)):
            waiting.extend(node.body)
        else:
            waiting.extend(_loop_bodies(getattr(node, "value", None)))
    return found


def _loop_bodies(value: Any) -> Iterator[Any]:
    steps = value.steps if isinstance(value, ast.Flow) else (value,)
    for step in steps:
        if isinstance(step, (ast.RepeatStep, ast.ForStep)):
            yield from step.body
