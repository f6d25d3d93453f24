"""One way to write a spec; what the rules are says `docs/language.md`."""

from specc.source import Source
from specc.syntax.format.body import FileWriter
from specc.syntax.format.proof import Unfaithful, prove
from specc.syntax.format.read import Reader
from specc.syntax.lex import lex
from specc.syntax.parse import parse_tokens, too_long

__all__ = ["Unfaithful", "format_source"]

STYLE = "name-style"
"""The parser's only finding after which nothing is missing from the tree."""


LIMIT = 100
"""Columns of a line, without the comment at its end."""


def format_source(source: Source, limit: int = LIMIT) -> str | None:
    """The text as it should be written; None where it has syntax errors.

    Raises Unfaithful where specc itself fails, so that nothing is ever lost.
    """
    text = source.text
    if too_long(text):
        return None
    tokens = lex(source)
    parsed = parse_tokens(source, tokens)
    if any(one.rule != STYLE for one in parsed.diagnostics):
        return None
    if any(goes_on(text, comment.span.end) for comment in tokens.comments):
        return text
    made = FileWriter(source, limit).file(Reader(source, tokens).file())
    if ends_with_return(text):
        made = made.replace("\n", "\r\n")
    if text.startswith("\ufeff"):
        made = "\ufeff" + made
    if too_long(made):
        return text
    prove(source, tokens, parsed, made)
    return made


def goes_on(text: str, offset: int) -> bool:
    """Whether a comment that ends at `offset` has more of its line behind it.

    That takes a carriage return without a line feed. Nothing else could be written in its place,
    so such a text stays as it is, as does one that would become too long.
    """
    end = text.find("\n", offset)
    return bool(text[offset : end if end >= 0 else len(text)].strip())


def ends_with_return(text: str) -> bool:
    """Whether the first line ends with a carriage return, as all then are to."""
    end = text.find("\n")
    return end > 0 and text[end - 1] == "\r"
