"""Faults that a word explains: other languages' keywords, keywords in the wrong place, typos."""

from specc.diagnostics import Diagnostic
from specc.suggest import nearest
from specc.syntax.explain.outside import BODY_WORDS
from specc.syntax.explain.place import Place
from specc.syntax.word import STATEMENT_WORDS

FOREIGN_WORDS = {
    "def": "a reusable piece is `block Name(width) { ... }`",
    "class": "a network is `model Name { ... }`, a reusable piece `block Name(width) { ... }`",
    "function": "a reusable piece is `block Name(width) { ... }`",
    "fn": "a reusable piece is `block Name(width) { ... }`",
    "return": "`output` says what a model or block gives",
    "elif": "write `else if`",
    "else": "`else` stands after the `}` of an `if`",
    "while": "write `repeat 6 { ... }` or `for width in [64, 128] { ... }`",
    "with": "nothing takes its place here",
    "const": "a constant is `let name = value`",
    "var": "a constant is `let name = value`; the result of a flow is `name = flow`",
    "from": 'write `import Name from "file.spec"`',
    "network": "a network is `model Name { ... }`",
}
"""Words that begin statements in other languages, and what is written instead."""

DECLARATION_WORDS = frozenset(
    {"IMPORT", "DIM", "BLOCK", "MODEL", "EXTERN", "DATA", "TRAIN", "SWEEP"}
)


def foreign_word(place: Place) -> Diagnostic | None:
    """A statement that begins with another language's keyword."""
    at = place.at if place.before == "RBRACE" else place.first
    word = place.name(at)
    if word not in FOREIGN_WORDS or place.at > at + 1:
        return None
    here = place._replace(at=at)
    return here.fault(f"`{word}` does not begin a statement", FOREIGN_WORDS[word])


def misspelt_word(place: Place) -> Diagnostic | None:
    """A statement that begins with a word close to a keyword, as in `ouput y`."""
    word = place.name(place.first)
    if place.at != place.first + 1 or place.kind not in ("NAME", "NUMBER", "LSQB", "LBRACE"):
        return None
    near = nearest(word, STATEMENT_WORDS) if len(word) > 2 and place.within() != "LPAR" else None
    if not near:
        return None
    here = place._replace(at=place.first)
    return here.fault(f"`{word}` does not begin a statement", f"did you mean `{near}`?")


def nested_declaration(place: Place) -> Diagnostic | None:
    """A declaration inside a body."""
    if not place.inside or place.kind not in DECLARATION_WORDS or place.at != place.first:
        return None
    if place.before not in ("NEWLINE", "LBRACE"):
        return None
    return place.fault(f"{place.shown()} cannot stand inside `{place.inside}`",
                       "end the body before it with `}`")  # fmt: skip


def same_line(place: Place) -> Diagnostic | None:
    """A statement that follows a body on its line."""
    words = BODY_WORDS | DECLARATION_WORDS | {"NAME", "LET"}
    if place.before != "RBRACE" or place.kind not in words:
        return None
    if place.kind == "ELSE":
        return place.fault("this `else` has no `if`", "it stands after the `}` of an `if`")
    return place.fault(f"{place.shown()} stands on the line of the `}}` before it",
                       "begin a new line")  # fmt: skip


def comprehension(place: Place) -> Diagnostic | None:
    """Python's `[f(x) for x in y]`."""
    if place.kind != "FOR":
        return None
    return place.fault("a list cannot be made with `for`", "write `for x in [...] { ... }`")


def bad_extern(place: Place) -> Diagnostic | None:
    """`extern` without `layer`."""
    if place.before != "EXTERN":
        return None
    return place.fault("`extern` is not followed by `layer`", "write `extern layer Name { ... }`")


def misplaced_word(place: Place) -> Diagnostic | None:
    """An infix word that nothing before it takes."""
    if place.kind == "ELSE":
        return place.fault("this `else` has no `if`", "write `a if test else b`")
    if place.kind == "IN":
        advice = "`in` stands in `for x in [...]` and in `input x: [2] in 0..1`"
        return place.fault("`in` cannot stand here", advice)
    if place.kind in ("FROM", "WHERE"):
        advice = "`from` belongs to `import`, `where` to `dim`"
        return place.fault(f"{place.shown()} cannot stand here", advice)
    return None


WORDS = (
    misspelt_word, nested_declaration, same_line, comprehension, bad_extern,
    misplaced_word,
)  # fmt: skip
