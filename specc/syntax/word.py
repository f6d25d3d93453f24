"""Which words are keywords: only where they can be one, so that every word may be a name."""

import re

from specc.syntax.token import ENDS_OPERAND, STARTS_STATEMENT

NAMED = re.compile(r"[ \t]+[^\W\d]")
TYPED = re.compile(r"[ \t]+[^\W\d]|[ \t]*:")
HEADED = re.compile(r"[ \t]+[^\W\d]|[ \t]*\{")
VALUED = re.compile(r"[ \t]*(?:[\w(\[{\"\n\r#]|$)")
TESTED = re.compile(r"[ \t]*(?!=(?!=)|->|[,.:)\]}])")
COUNTED = re.compile(r"[ \t]*[\w({]")

STATEMENT_WORDS = {
    "import": ("IMPORT", NAMED), "dim": ("DIM", NAMED), "let": ("LET", NAMED),
    "block": ("BLOCK", HEADED), "model": ("MODEL", HEADED), "extern": ("EXTERN", HEADED),
    "data": ("DATA", HEADED), "train": ("TRAIN", HEADED), "sweep": ("SWEEP", HEADED),
    "input": ("INPUT", TYPED), "target": ("TARGET", TYPED), "output": ("OUTPUT", VALUED),
    "layer": ("LAYER", NAMED), "assert": ("ASSERT", TESTED), "if": ("IF", TESTED),
    "repeat": ("REPEAT", TESTED), "for": ("FOR", NAMED),
}  # fmt: skip
"""The words that can begin a statement, and the text after them that makes them do so."""

STEP_WORDS = {"repeat": ("REPEAT", COUNTED), "for": ("FOR", NAMED), "not": ("PREFIX", TESTED)}
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
    if before in STARTS_STATEMENT and word in STATEMENT_WORDS:
        kind, follows = STATEMENT_WORDS[word]
        return kind if outermost or follows.match(text, end) else "NAME"
    if word in STEP_WORDS:
        kind, follows = STEP_WORDS[word]
        return kind if follows.match(text, end) else "NAME"
    return "NAME"


def comprehension(word: str, text: str, end: int) -> str:
    """`FOR` for the `for` of Python's `[f(x) for x in y]`, so that the parser can name it."""
    return "FOR" if word == "for" and NAMED.match(text, end) else ""
