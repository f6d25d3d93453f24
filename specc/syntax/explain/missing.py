"""Faults by omission: a value, an `=`, a comma, an arrow, parentheses, a body, an `else`."""

from specc.diagnostics import Diagnostic
from specc.syntax.explain.place import Place
from specc.syntax.token import ENDS_OPERAND, span_of

AFTER = {
    "EQUAL": "a value is missing after `=`",
    "COLON": "a type or value is missing after `:`",
    "ARROW": "a layer is missing after `->`",
    "IN": "the values are missing after `in`",
    "RANGE": "the upper end is missing after `..`",
    "IF": "the condition is missing after `if`",
    "ELSE": "the other value is missing after `else`",
    "REPEAT": "the number of times is missing after `repeat`",
    "ASSERT": "the condition is missing after `assert`",
    "OUTPUT": "the tensor is missing after `output`",
    "WHERE": "the condition is missing after `where`",
    "FOR": "the name is missing after `for`",
    "LET": "the name is missing after `let`",
    "LAYER": "the name is missing after `layer`",
    "INPUT": "the name is missing after `input`",
    "TARGET": "the name is missing after `target`",
    "DIM": "the name is missing after `dim`",
    "MODEL": "the name is missing after `model`",
    "BLOCK": "the name is missing after `block`",
    "DOT": "a name is missing after `.`",
}
OPERANDS = frozenset({"NAME", "NUMBER", "STRING", "LSQB", "LPAR", "LMAP", "PREFIX"})
HEADS = frozenset({"MODEL", "BLOCK", "EXTERN", "DATA", "TRAIN", "SWEEP", "IF", "REPEAT", "FOR"})
BODIES = {"EXTERN": "extern layer"}


def nothing_after(place: Place) -> Diagnostic | None:
    """A value, layer or name that is missing after the token before."""
    message = AFTER.get(place.before)
    if place.before in ("OPERATOR", "PREFIX"):
        message = f"a value is missing after {place.shown(place.at - 1)}"
    if not message:
        return None
    if place.kind in OPERANDS:
        return place.fault(f"{place.shown()} cannot follow {place.shown(place.at - 1)}")
    advice = ""
    if place.kind == "NEWLINE" and place.before in ("ARROW", "OPERATOR"):
        sign = place.shown(place.at - 1)
        advice = f"{sign} goes to the start of the next line"
        if place.before == "OPERATOR":
            advice = "put it in parentheses to go on with the next line"
    return place.fault(message, advice)


def nothing_listed(place: Place) -> Diagnostic | None:
    """A line that ends after a comma."""
    if place.before != "COMMA" or place.kind not in ("NEWLINE", "EQUAL"):
        return None
    return place.fault("a name is missing after `,`")


def no_else(place: Place) -> Diagnostic | None:
    """`a if test` without an `else`."""
    kinds = place.tokens.kinds
    depth = 0
    for at in range(place.at - 1, place.first, -1):
        if kinds[at] in ("RPAR", "RSQB", "RMAP"):
            depth += 1
        elif kinds[at] in ("LPAR", "LSQB", "LMAP"):
            if not depth:
                return None
            depth -= 1
        elif not depth and kinds[at] in ("ELSE", "COMMA", "ARROW", "EQUAL"):
            return None
        elif not depth and kinds[at] == "IF" and kinds[at - 1] in ENDS_OPERAND:
            return place.fault("`a if test` has no `else`", "write `a if test else b`")
    return None


def no_body(place: Place) -> Diagnostic | None:
    """A head whose line ends without `{`."""
    if place.kind != "NEWLINE" or place.starter not in HEADS:
        return None
    first = place.first
    word = BODIES.get(place.starter, place.text(first))
    name = place.name(first + 1)
    what = f"`{word} {name}`" if name and place.inside == "" else f"this `{word}`"
    if place.after == "LBRACE":
        return place.fault(f"the `{{` of {what} does not stand on its line", "write it here")
    advice = "it stands between `{` and `}`, the `{` on this line"
    return place.fault(f"{what} has no body", advice)


def no_colon(place: Place) -> Diagnostic | None:
    """`input image [8, 8, 1]`."""
    if place.starter not in ("INPUT", "TARGET") or place.at != place.first + 2:
        return None
    if place.kind not in OPERANDS:
        return None
    return place.insert(f"`:` is missing after {place.shown(place.at - 1)}", ":")


def no_range(place: Place) -> Diagnostic | None:
    """`input x: [3] in 0`."""
    kinds = place.tokens.kinds[place.first : place.at]
    if place.starter not in ("INPUT", "TARGET") or "IN" not in kinds or "RANGE" in kinds:
        return None
    return place.fault("the range after `in` has no `..`", "write it as in `in 0..255`")


def no_kind(place: Place) -> Diagnostic | None:
    """A statement that ends before its value or its kind."""
    if place.kind != "NEWLINE" or place.before != "NAME":
        return None
    name = place.text(place.at - 1)
    if place.starter == "TARGET":
        return place.fault(f"the target `{name}` has no kind", f"as in `target {name}: class(10)`")
    if place.starter in ("LET", "LAYER"):
        word = place.text(place.first)
        return place.fault(f"`{word} {name}` has no value", f"write `{word} {name} = ...`")
    return None


def two_names(place: Place) -> Diagnostic | None:
    """`model small cnn`: a name of two words."""
    if place.starter not in HEADS or place.inside or place.before != "NAME":
        return None
    if place.at != place.first + 2 + (place.starter == "EXTERN") or place.kind not in OPERANDS:
        return None
    word = BODIES.get(place.starter, place.text(place.first))
    message = f"{place.shown()} follows the name of the `{word}`, {place.shown(place.at - 1)}"
    return place.fault(message, "a name is one word; settings stand in parentheses")


def no_equal(place: Place) -> Diagnostic | None:
    """`let x 3`, `layer e Embedding(8, 8)`, and `epochs 20` in a section."""
    if place.kind not in OPERANDS or place.before != "NAME":
        return None
    distance = place.at - place.first
    setting = distance == 1 and place.inside in ("data", "train", "sweep", "extern")
    if not setting and not (distance == 2 and place.starter in ("LET", "LAYER")):
        return None
    return place.insert(f"`=` is missing after {place.shown(place.at - 1)}", " =")


def no_parentheses(place: Place) -> Diagnostic | None:
    """`Conv2D 32`: settings that do not stand in parentheses."""
    name = place.name(place.at - 1)
    if place.kind not in OPERANDS or not name:
        return None
    if not name[:1].isupper() and place.kind not in ("NUMBER", "STRING"):
        return None
    value = place.text(place.at)
    if place.kind == "NAME" and place.after != "EQUAL" and not value[:1].islower():
        return None
    message = f"`{name}` is followed by {place.shown()}: its settings stand in parentheses"
    return place.fault(message, f"write `{name}({value}, ...)`" if place.after != "NEWLINE"
                       else f"write `{name}({value})`")  # fmt: skip


def no_comma(place: Place) -> Diagnostic | None:
    """Two items of a list, a map or a layer's settings with nothing between them."""
    if place.before not in ENDS_OPERAND or place.kind not in OPERANDS:
        return None
    if place.within() not in ("CALL", "LSQB", "LMAP"):
        return None
    message = f"`,` is missing between {place.shown(place.at - 1)} and {place.shown()}"
    return place.insert(message, ",")


def no_arrow(place: Place) -> Diagnostic | None:
    """Two steps or values with nothing between them."""
    if place.before not in ENDS_OPERAND or place.kind not in OPERANDS:
        return None
    if place.before == "NUMBER" or place.kind in ("NUMBER", "STRING"):
        return place.fault(f"{place.shown()} cannot follow {place.shown(place.at - 1)}")
    left, right = place.shown(place.at - 1), place.shown()
    if place.at == place.first + 1 and place.name(place.at - 1)[:1].islower():
        message = f"`=` or `->` is missing between {left} and {right}"
        return place.fault(message, "`=` names a result, `->` passes a tensor on")
    found = place.insert(f"`->` is missing between {left} and {right}", " ->")
    return found._replace(help="write `->` between them, or begin a new line")


def no_bracket(place: Place) -> Diagnostic | None:
    """A line that begins with a new item inside a bracket that was opened in mid-line."""
    opener = place.opener()
    if not opener or place.kind not in OPERANDS or place.before not in ENDS_OPERAND:
        return None
    values = place.tokens.values
    text = place.source.text
    opened = span_of(values[opener]).end
    ended = span_of(values[place.at - 1]).end
    if "\n" not in text[ended : place.spot().start]:
        return None
    if "\n" in text[opened : span_of(values[opener + 1]).start]:
        return None
    mark = place.shown(opener)
    advice = "close it, or separate the items with `,`"
    return place.fault(f"{mark} is not closed before {place.shown()}", advice)


MISSING = (
    nothing_after, nothing_listed, two_names, no_else, no_body, no_colon, no_range, no_kind,
    no_equal, no_bracket, no_parentheses, no_comma, no_arrow,
)  # fmt: skip
