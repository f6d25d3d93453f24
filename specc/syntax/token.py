"""What the lexer hands to the parser."""

from typing import TypeAlias, Union

from specc.diagnostics import Diagnostic
from specc.namedtuple import NamedTuple
from specc.source import Span
from specc.syntax import ast

MOST_FAULTS = 50
"""After so many diagnostics in one file the rest of it is not read."""

LONGEST_TEXT = 1 << 20
"""Bytes of UTF-8 that one file may have."""

DEEPEST_NESTING = 64
"""Brackets and braces that may be open at once."""

WIDEST_INTEGER = 2**63 - 1

STARTS_STATEMENT = frozenset({"NEWLINE", "LBRACE"})
ENDS_OPERAND = frozenset({"NAME", "NUMBER", "STRING", "RPAR", "RSQB", "RMAP", "RBRACE"})
CLOSERS = frozenset({"RPAR", "RSQB", "RMAP", "RBRACE"})
OPENERS = {"RPAR": "LPAR", "RSQB": "LSQB", "RMAP": "LMAP", "RBRACE": "LBRACE"}


class Mark(NamedTuple):
    """A keyword or an operator, `text` as the tree spells it."""

    span: Span
    text: str


class Fault(NamedTuple):
    """A piece of text that is no token, and what to say about it."""

    span: Span
    diagnostic: Diagnostic


Value: TypeAlias = Union[Span, Mark, Fault, ast.Name, ast.Number, ast.String]


def span_of(value: Value) -> Span:
    """Where a token stands; one without a text of its own is its span."""
    return value if isinstance(value, Span) else value[0]


class Tokens:
    """The tokens of one source: a kind and a value each, in two lists of one length.

    The first token is an empty NEWLINE in front of the text and the last one is `$END`.
    `diagnostics` are the lexer's own findings, after each of which it went on with the token that
    was meant; `deepest` is the largest number of brackets that were open at once. `stop` is where
    the rest of the text was given up, else -1.
    """

    __slots__ = ("comments", "deepest", "diagnostics", "kinds", "stop", "values")

    def __init__(self) -> None:
        self.kinds: list[str] = ["NEWLINE"]
        self.values: list[Value] = [Span(0, 0)]
        self.comments: list[ast.Comment] = []
        self.diagnostics: list[Diagnostic] = []
        self.deepest = 0
        self.stop = -1

    def add(self, kind: str, value: Value) -> None:
        """Append one token."""
        self.kinds.append(kind)
        self.values.append(value)

    def end(self) -> int:
        """Where the last token ends."""
        return span_of(self.values[-1]).end

    def cut(self, count: int, offset: int) -> None:
        """Forget the tokens from the index `count` and all else from the offset `offset` on."""
        del self.kinds[count:], self.values[count:]
        while self.comments and self.comments[-1].span.start >= offset:
            self.comments.pop()
        found = self.diagnostics
        self.diagnostics = [one for one in found if one.primary.span.start < offset]
