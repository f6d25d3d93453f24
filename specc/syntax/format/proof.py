"""Proves that a formatted text says what the text before it says, comments included."""

from specc.namedtuple import NamedTuple
from specc.source import Source
from specc.syntax import ast
from specc.syntax.lex import lex
from specc.syntax.parse import Parsed, parse_tokens
from specc.syntax.token import CLOSERS, Tokens, span_of


class Unfaithful(Exception):
    """A bug of the formatter: it would have changed more than how a text is written."""


class Said(NamedTuple):
    """What formatting must not change.

    `tokens` are kinds and texts less the commas behind last items, `comments` texts with whether
    they have a line of their own and the number of tokens before them, `docs` the documentation of
    blocks.
    """

    tokens: list[tuple[str, str]]
    comments: list[tuple[str, bool, int]]
    docs: list[str]


def prove(source: Source, tokens: Tokens, parsed: Parsed, text: str) -> None:
    """Raise Unfaithful where `text` says something else than `source` or cannot be read."""
    made = Source(source.path, text)
    again = lex(made)
    read = parse_tokens(made, again)
    if [one.rule for one in read.diagnostics] != [one.rule for one in parsed.diagnostics]:
        raise Unfaithful("the formatted text has other errors")
    before, after = said(source, tokens, parsed), said(made, again, read)
    for what, old, new in zip(Said._fields, before, after, strict=True):
        if old != new:
            raise Unfaithful(f"the formatted text has other {what}")


def said(source: Source, tokens: Tokens, parsed: Parsed) -> Said:
    """What a text says."""
    kinds, spans = tokens.kinds, [span_of(value) for value in tokens.values]
    comments, waiting = [], iter(tokens.comments)
    kept: list[tuple[str, str]] = []
    comment = next(waiting, None)
    count = 0
    for at, (kind, span) in enumerate(zip(kinds, spans, strict=True)):
        while comment and comment.span.start < span.start:
            comments.append((comment.text.rstrip(), comment.own_line, count))
            comment = next(waiting, None)
        if kind == "COMMA":
            if kinds[at + 1] not in CLOSERS:
                kept.append((kind, ","))
            continue
        count += 1
        kept.append((kind, "" if kind == "NEWLINE" else source.cut(span)))
    blocks = [one for one in parsed.module.declarations if isinstance(one, ast.Block)]
    return Said(kept, comments, [block.doc for block in blocks])
