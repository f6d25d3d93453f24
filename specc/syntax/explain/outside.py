"""Faults outside any body: what is no declaration, and imports that are not specc's."""

from specc.diagnostics import Diagnostic, Label
from specc.suggest import did_you_mean
from specc.syntax.explain.place import Place
from specc.syntax.token import span_of

DECLARATIONS = ("import", "let", "dim", "block", "model", "extern", "data", "train", "sweep")
BODY_WORDS = frozenset(
    {"INPUT", "OUTPUT", "LAYER", "TARGET", "ASSERT", "IF", "REPEAT", "FOR", "ELSE"}
)
FLOW_STARTS = frozenset({"NAME", "LPAR", "LSQB", "ARROW", "NUMBER", "PREFIX", "STRING"})


def statement_outside(place: Place) -> Diagnostic | None:
    """A statement of a body where only declarations stand."""
    if place.inside or place.at != place.first or place.kind not in BODY_WORDS | FLOW_STARTS:
        return None
    found = explain_outside(place)
    if place.at < 3 or place.tokens.kinds[place.at - 2] != "RBRACE":
        return found
    closed = span_of(place.tokens.values[place.at - 2])
    return found._replace(
        related=(Label(place.source, closed, "the declaration before ends here"),)
    )


def explain_outside(place: Place) -> Diagnostic:
    """What a statement outside any declaration may have been meant to be."""
    word = place.name(place.at)
    if word and place.after in ("NAME", "LBRACE"):
        advice = did_you_mean(word, DECLARATIONS) or "a file holds declarations such as `model`"
        return place.fault(f"`{word}` does not begin a declaration", advice)
    if word and place.after == "EQUAL":
        advice = f"a constant is `let {word} = ...`; a setting stands in `train` or `data`"
        return place.fault(f"`{word} = ...` stands outside any declaration", advice)
    advice = "it belongs between the braces of a `model` or `block`"
    if place.kind in BODY_WORDS:
        return place.fault(f"{place.shown()} stands outside any declaration", advice)
    return place.fault("a flow stands outside any declaration", advice)


def foreign_import(place: Place) -> Diagnostic | None:
    """Whatever is wrong in an import."""
    if place.starter != "IMPORT":
        return None
    what = place.name(place.first + 1)
    if place.kind == "STRING":
        return place.fault("an import names what it takes from the file",
                           'write `import Name from "file.spec"`')  # fmt: skip
    if "FROM" in place.tokens.kinds[place.first : place.at]:
        advice = 'a file is a string, as in `"blocks.spec"`; a module is as in `std.transformer`'
        return place.fault("an import comes from a file or a module", advice)
    advice = 'write `import Name from "file.spec"`; no Python is ever imported'
    return place.fault(f"the import of `{what}` does not say from where", advice)


OUTSIDE = (foreign_import, statement_outside)
