"""The blanks between two tokens of one line."""

from specc.syntax.format.node import Leaf

OPERANDS = frozenset({"NAME", "NUMBER", "STRING", "RPAR", "RSQB", "RMAP"})
TIGHT_AFTER = frozenset({"", "LPAR", "LSQB", "LMAP", "DOT", "RANGE"})
TIGHT_BEFORE = frozenset({"COMMA", "COLON", "RPAR", "RSQB", "RMAP", "DOT", "RANGE"})


def gap(before: Leaf, after: Leaf, bracketed: bool) -> str:
    """What stands between two tokens; `bracketed` inside brackets, where `=` is a setting's."""
    if before.kind in TIGHT_AFTER or applies(before, after):
        return ""
    if after.kind in TIGHT_BEFORE:
        return " " if before.kind == "NUMBER" and after.kind == "DOT" else ""
    if bracketed and "EQUAL" in (before.kind, after.kind):
        return ""
    if before.kind == "PREFIX" and before.text != "not":
        return ""
    return " "


def applies(before: Leaf, after: Leaf) -> bool:
    """Whether a bracket belongs to the operand in front of it: a call, an index, a type's sizes."""
    return after.kind in ("LPAR", "LSQB") and before.kind in OPERANDS
