"""What formatting has to keep, worked out from two texts without a look at the formatter."""

import re
from typing import Any

from specc.driver import check
from specc.exchange import to_document
from specc.resolve.module import Loaded
from specc.source import Source
from specc.suppress.comment import Suppression, read_suppressions
from specc.syntax.lex import lex
from specc.syntax.parse import parse
from specc.syntax.token import span_of
from tests.syntax.dump import dump


def tree(text: str) -> list[str]:
    """The declarations, documentation included."""
    return [dump(one) for one in parse(Source("test.spec", text)).module.declarations]


def parentheses(text: str) -> int:
    """How many there are, which the tree does not say."""
    return lex(Source("test.spec", text)).kinds.count("LPAR")


def literals(text: str) -> list[str]:
    """Numbers and strings as they are written."""
    source = Source("test.spec", text)
    tokens = lex(source)
    pairs = zip(tokens.kinds, tokens.values, strict=True)
    return [source.cut(span_of(value)) for kind, value in pairs if kind in ("NUMBER", "STRING")]


def comments(text: str) -> list[tuple[str, bool, str]]:
    """Each comment, whether it has a line of its own, and the token that follows it."""
    source = Source("test.spec", text)
    tokens = lex(source)
    spans = [span_of(value) for value in tokens.values]
    kept = [
        (span.start, source.cut(span).strip())
        for kind, span in zip(tokens.kinds, spans, strict=True)
        if kind != "COMMA"
    ]
    return [
        (one.text.rstrip(), one.own_line, next(t for at, t in kept if at >= one.span.end))
        for one in tokens.comments
    ]


DROPPED = ("NEWLINE", "COMMA", "$END")


def covered(text: str) -> list[tuple[str, list[str]]]:
    """What each suppression covers, token by token."""
    source = Source("test.spec", text)
    tokens = lex(source)
    pairs = zip(tokens.kinds, tokens.values, strict=True)
    spans = [span_of(value) for kind, value in pairs if kind not in DROPPED]
    found = read_suppressions(parse(source).module)
    return [
        (
            one.rule if isinstance(one, Suppression) else one.word,
            [source.cut(s) for s in spans if one.covers.start <= s.start < s.end <= one.covers.end],
        )
        for one in found
    ]


def kept(text: str) -> list[Any]:
    """Everything that a text says to its reader and to the compiler."""
    return [tree(text), parentheses(text), literals(text), comments(text), covered(text)]


QUOTED = re.compile(r"\s|,(?=\s*[)\]}])")
"""What may differ where a message or a document quotes the text."""


def unplaced(part: Any) -> Any:
    """A document without the places in the text, and quotes from it without blanks."""
    if isinstance(part, dict):
        return {name: unplaced(value) for name, value in part.items() if name != "span"}
    if isinstance(part, (list, tuple)):
        return [unplaced(one) for one in part]
    return QUOTED.sub("", part) if isinstance(part, str) else part


def models(text: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The graphs as documents, and what is found."""
    source = Source("test.spec", text)
    found = check(source, lambda *_: Loaded(None, "no imports here"), rules=False)
    documents = {name: to_document(graph).model_dump() for name, graph in found.models.items()}
    return unplaced(documents), sorted(
        (one.rule, QUOTED.sub("", one.message)) for one in found.diagnostics
    )
