"""Which words are keywords: only where they can be one, so that every word may be a name."""

import re

from specc.syntax.token import ENDS_OPERAND, STARTS_STATEMENT

BLANKS = re.compile(r"[ \t]*")


def named(text: str, end: int) -> bool:
    """Whether a name follows, after a space."""
    found = BLANKS.match(text, end)
    at = found.end() if found else end
    sign = text[at : at + 1]
    return at > end and (sign.isalpha() or sign == "_")


def sign_after(text: str, end: int) -> str:
    """The two characters that follow the spaces at `end`."""
    found = BLANKS.match(text, end)
    at = found.end() if found else end
    return text[at : at + 2]


def typed(text: str, end: int) -> bool:
    """Whether a name follows, or the `:` in front of a type, its name left out."""
    return named(text, end) or sign_after(text, end)[:1] == ":"


def headed(text: str, end: int) -> bool:
    """Whether a name or a body follows."""
    return named(text, end) or sign_after(text, end)[:1] == "{"


def counted(text: str, end: int) -> bool:
    """Whether a word, a number, parentheses or a body follow."""
    sign = sign_after(text, end)[:1]
    return sign.isalnum() or sign in ("_", "(", "{")


def valued(text: str, end: int) -> bool:
    """Whether a value follows, or nothing."""
    sign = sign_after(text, end)[:1]
    return sign.isalnum() or sign in ("_", "(", "[", "{", '"', "\n", "\r", "#", "")


def tested(text: str, end: int) -> bool:
    """Whether what follows does not make the word a name: `=`, `->`, a dot, a comma, a closing."""
    signs = sign_after(text, end)
    if signs in ("==", "->"):
        return signs == "=="
    return signs[:1] not in ("=", ",", ".", ":", ")", "]", "}")


def negating(text: str, end: int) -> bool:
    """Whether what follows does not make `not` a name."""
    return tested(text, end) and sign_after(text, end)[:1] not in ("", "\n", "\r", "#")


STATEMENT_WORDS = {
    "import": ("IMPORT", named), "dim": ("DIM", named), "let": ("LET", named),
    "block": ("BLOCK", headed), "model": ("MODEL", headed), "extern": ("EXTERN", headed),
    "data": ("DATA", headed), "train": ("TRAIN", headed), "sweep": ("SWEEP", headed),
    "input": ("INPUT", typed), "target": ("TARGET", typed), "output": ("OUTPUT", valued),
    "layer": ("LAYER", named), "assert": ("ASSERT", tested), "if": ("IF", tested),
    "repeat": ("REPEAT", tested), "for": ("FOR", named),
}  # fmt: skip
"""The words that can begin a statement, and the text after them that makes them do so."""

STEP_WORDS = {"repeat": ("REPEAT", counted), "for": ("FOR", named), "not": ("PREFIX", negating)}
"""The words that can stand where an operand does."""

INFIX_WORDS = {
    "and": "OPERATOR", "or": "OPERATOR", "if": "IF", "else": "ELSE", "in": "IN", "from": "FROM",
    "where": "WHERE",
}  # fmt: skip
"""The words that can follow an operand, where a name never can."""

KEYWORDS = frozenset({*STATEMENT_WORDS, *STEP_WORDS, *INFIX_WORDS})


def keyword(word: str, before: str, text: str, end: int, *, outermost: bool) -> str:
    """The kind of the token that one of KEYWORDS is.

    `before` is the kind of the token before it, `end` where the word ends in `text`, and
    `outermost` says that no bracket is open: there only declarations stand, and no names.
    """
    if before in ENDS_OPERAND:
        return comprehension(word, text, end) or INFIX_WORDS.get(word, "NAME")
    if before == "DOT":
        return "NAME"
    if before == "EXTERN" and word == "layer":
        return "LAYER"
    if before == "ELSE" and word == "if":
        return "IF" if tested(text, end) else "NAME"
    if before in STARTS_STATEMENT and word in STATEMENT_WORDS:
        kind, follows = STATEMENT_WORDS[word]
        return kind if outermost or follows(text, end) else "NAME"
    if word in STEP_WORDS:
        kind, follows = STEP_WORDS[word]
        return kind if follows(text, end) else "NAME"
    return "NAME"


def comprehension(word: str, text: str, end: int) -> str:
    """`FOR` for the `for` of Python's `[f(x) for x in y]`, so that the parser can name it."""
    return "FOR" if word == "for" and named(text, end) else ""
