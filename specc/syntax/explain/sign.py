"""Faults that a sign explains: `:` for `=`, `=` for `==`, braces, commas, arrows, `..`."""

from specc.diagnostics import Diagnostic
from specc.syntax.explain.place import Place
from specc.syntax.word import STATEMENT_WORDS

TESTS = ("IF", "ASSERT", "DIM", "REPEAT", "FOR")
KEYWORD_KINDS = frozenset(kind for kind, _ in STATEMENT_WORDS.values())


def late_comment(place: Place) -> Diagnostic | None:
    """`// text` after an operand, where it reads as a division."""
    for at in range(place.first, place.at):
        if place.tokens.kinds[at] == "OPERATOR" and place.text(at) == "//":
            if place.kind not in ("NAME", "NUMBER", "STRING", "NEWLINE", "LBRACE"):
                return None
            here = Place(place.source, place.tokens, at, place.inside)
            message = "`//` is whole-number division, not the start of a comment"
            return here.fault(message, "a comment goes from `#` to the end of its line")
    return None


def equal_sign(place: Place) -> Diagnostic | None:
    """`=` where it cannot give a value."""
    if place.kind != "EQUAL":
        return None
    if place.before == "OPERATOR":
        sign = place.text(place.at - 1) + "="
        return place.fault(f"`{sign}` is not in the language", "write `x = x + ...` in full")
    within = place.within()
    if within == "LMAP":
        return place.replace("`=` stands in a map, which is written `name: value`", ":")
    if within == "CALL" and place.before != "NAME":
        return place.fault("`=` follows something that is not the name of a setting")
    if place.starter in TESTS and not within:
        return place.replace("`=` gives a value where two are compared", "==")
    if place.starter in KEYWORD_KINDS and place.at == place.first + 1:
        return place.fault(f"{place.shown(place.first)} begins a statement here and has no value",
                           "settings stand in `data` and `train`")  # fmt: skip
    if place.before in ("COMMA", "EQUAL", "ARROW", "LPAR", "LSQB"):
        return None
    return place.fault("`=` stands after something that is not a name",
                       "the name stands first, as in `y = x -> Dense(10)`")  # fmt: skip


def double_equal(place: Place) -> Diagnostic | None:
    """`==` where a value is given."""
    if place.kind != "OPERATOR" or place.text(place.at) != "==":
        return None
    if place.starter not in ("LET", "LAYER", "BLOCK", "MODEL", "EXTERN"):
        return None
    return place.replace("`==` compares where a value is given", "=")


def colon(place: Place) -> Diagnostic | None:
    """`:` for `=`, for a body, for a slice."""
    if place.kind != "COLON":
        return None
    within = place.within()
    if within in ("CALL", "LPAR"):
        return place.replace("`:` stands where a setting is given its value with `=`", "=")
    if within == "LSQB":
        return place.fault("`:` cannot stand in brackets", "`Slice(start, stop)` takes a part")
    if place.after == "NEWLINE":
        return place.replace("`:` begins no body", " {")._replace(
            help="a body stands between `{` and `}`"
        )
    if place.starter in ("LET", "LAYER", "OUTPUT"):
        return place.fault("only an `input` and a `target` have a type after `:`",
                           "leave the type out; it is inferred")  # fmt: skip
    if place.at == place.first + 1:
        return place.replace("`:` stands where a value is given with `=`", " =")
    return place.fault("`:` cannot stand here")


def brace(place: Place) -> Diagnostic | None:
    """`{` after something that has no body, or a head without its name."""
    if place.kind not in ("LBRACE", "LPAR", "LMAP"):
        return None
    if place.before in ("MODEL", "BLOCK", "LAYER"):
        word = place.text(place.at - 1)
        name = "Fourier" if word == "layer" else "SmallCnn"
        return place.fault(f"this `{word}` has no name", f"name it, as in `{word} {name}`")
    if place.kind != "LBRACE":
        return None
    if place.before == "NEWLINE":
        return place.fault("`{` stands on a line of its own",
                           "it stands at the end of the line before")  # fmt: skip
    if place.starter in ("IF", "REPEAT", "FOR") and place.before != "NAME":
        return None
    advice = "bodies belong to `model`, `block`, `repeat`, `for`, `if` and other such words"
    what = place.shown(place.at - 1) if place.before == "NAME" else "a flow"
    return place.fault(f"{what} cannot have a body", advice)


def comma(place: Place) -> Diagnostic | None:
    """`,` where nothing is listed."""
    if place.kind != "COMMA":
        return None
    if place.before in ("COMMA", "LPAR", "LSQB", "LMAP"):
        return place.fault(f"nothing stands between {place.shown(place.at - 1)} and `,`")
    if place.within() == "LPAR":
        return place.fault("`,` stands in parentheses that belong to no layer",
                           "several tensors stand in brackets, as in `[a, b]`")  # fmt: skip
    if place.starter == "INPUT":
        return place.fault("`,` follows the type of an input", "give every input its own line")
    if place.starter == "OUTPUT":
        return place.fault("`,` follows an output", "give every output its own line")
    if place.within():
        return None
    return place.fault("`,` cannot stand outside brackets here",
                       "several tensors stand in brackets, as in `[a, b] -> Concat`")  # fmt: skip


def arrow(place: Place) -> Diagnostic | None:
    """`->` with nothing in front of it."""
    if place.kind != "ARROW" or place.at != place.first:
        return None
    return place.fault("`->` has nothing in front of it",
                       "a flow from the current tensor begins with a layer")  # fmt: skip


def two_dots(place: Place) -> Diagnostic | None:
    """`..` outside a contract."""
    if place.kind != "RANGE":
        return None
    if place.starter == "FOR":
        return place.fault("`..` cannot stand in `for`", "write `range(4)` for 0, 1, 2, 3")
    advice = "`..` stands only after `in`, as in `input x: [2] in 0..1`"
    return place.fault("`..` cannot stand here", advice)


def empty_brackets(place: Place) -> Diagnostic | None:
    """`()` or `x[]`."""
    pairs = {("LPAR", "RPAR"): "`()` holds nothing", ("LSQB", "RSQB"): "`[]` holds no index"}
    message = pairs.get((place.before, place.kind))
    return place.fault(message) if message else None


SIGNS = (
    late_comment, equal_sign, double_equal, colon, brace, comma, arrow, two_dots, empty_brackets,
)  # fmt: skip
