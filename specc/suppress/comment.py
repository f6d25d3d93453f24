"""Comments that ask for silence: what they name, and what they cover."""

import re
from collections.abc import Iterator, Mapping

from specc.edit.statement import statements
from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.suggest import nearest
from specc.syntax import ast

HERE, WHOLE_FILE = "ignore", "ignore-file"
ASK = re.compile(
    r"#\s*specc:\s*(?P<word>[\w-]+)\s*(?:(?P<open>\[)(?P<names>[^\]]*)(?P<close>\])?)?"
)
NAME = re.compile(r"[^\s,]+")


class Suppression(NamedTuple):
    """One rule name in one comment, where it stands, and where it silences findings."""

    rule: str
    name: Span
    comment: Span
    covers: Span


class Malformed(NamedTuple):
    """A comment that was meant to silence something; `word` stands where `ignore` should."""

    comment: Span
    word: str
    covers: Span


def read_suppressions(module: ast.Module) -> Iterator[Suppression | Malformed]:
    """What a file's comments ask for, well or badly."""
    text = module.source.text
    asked = [(c, ask) for c in module.comments if (ask := ASK.match(text, *c.span))]
    following = _statements(module) if any(c.own_line for c, _ in asked) else {}
    for comment, ask in asked:
        word, names = ask["word"], list(NAME.finditer(text, *ask.span("names")))
        covers = Span(0, len(text)) if word == WHOLE_FILE else _covered(text, comment, following)
        if word in (HERE, WHOLE_FILE) and ask["close"] and names:
            for name in names:
                yield Suppression(name[0], Span(*name.span()), comment.span, covers)
        elif ask["open"] or nearest(word, (HERE, WHOLE_FILE)):
            yield Malformed(comment.span, word, covers)


def _covered(text: str, comment: ast.Comment, following: Mapping[int, Span]) -> Span:
    """The comment's own line, or the statement or declaration that follows a line of its own."""
    start = comment.span.start
    if not comment.own_line:
        return Span(text.rfind("\n", 0, start) + 1, start)
    return following.get(_next_text(text, comment.span.end), comment.span)


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
    for node in statements(module):
        found.setdefault(node.span.start, node.span)
    return found
