"""Prints expressions and statements the way `ruff format` leaves them, at 88 columns."""

import math
from typing import Any

from specc.emit.expression import (
    Argument,
    Call,
    Code,
    Comprehension,
    Either,
    Expr,
    Infix,
    Lit,
    Member,
    Not,
    Sequence,
    Subscript,
)

WIDTH = 88
INDENT = "    "


def quote(text: str) -> str:
    """Text as a Python string literal on one line; the only way for a spec's text into code."""
    body = text.encode("unicode_escape").decode("ascii")
    if '"' in body and "'" not in body:
        return f"'{body}'"
    return '"' + body.replace('"', '\\"') + '"'


def literal(value: Any) -> str:
    """A Python literal; floats in their shortest form."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, tuple):
        return (
            "("
            + ", ".join(literal(item) for item in value)
            + ("," if len(value) == 1 else "")
            + ")"
        )
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, float):
        return _float(value)
    return repr(value)


def _float(value: float) -> str:
    short = float(f"{value:.12g}")
    text = repr(short if math.isclose(short, value, rel_tol=1e-15) else value)
    if "e" in text:
        mantissa, exponent = text.split("e")
        return f"{mantissa}e{int(exponent)}"
    return text


def flat(expr: Expr) -> str:
    """The expression on one line."""
    if isinstance(expr, Lit):
        return literal(expr.value)
    if isinstance(expr, Code):
        return expr.text
    if isinstance(expr, Call):
        return f"{_tight(expr.function)}({', '.join(_pieces(expr))})"
    if isinstance(expr, Member):
        return f"{_tight(expr.value)}.{expr.name}"
    if isinstance(expr, Infix):
        return f"{_operand(expr.left, expr)} {expr.sign} {_operand(expr.right, expr)}"
    if isinstance(expr, Not):
        return f"not {_operand(expr.value, expr)}"
    if isinstance(expr, Either):
        return f"{flat(expr.then)} if {flat(expr.test)} else {flat(expr.otherwise)}"
    if isinstance(expr, Sequence):
        inside = ", ".join(flat(item) for item in expr.items)
        if expr.round:
            return f"({inside}{',' if len(expr.items) == 1 else ''})"
        return f"[{inside}]"
    if isinstance(expr, Subscript):
        return f"{_tight(expr.value)}[{expr.index}]"
    if isinstance(expr, Comprehension):
        inside = f"{flat(expr.item)} {_head(expr)}"
        return f"{flat(expr.function)}({f'*({inside})' if expr.spread else inside})"
    raise TypeError(f"{type(expr).__name__} has no inputs to stand for")


def _head(expr: Comprehension) -> str:
    return f"for {expr.variables} in {flat(expr.values)}"


LOGICAL = {"or": 1, "and": 2, "not": 3}
ORDER = {**LOGICAL, **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 4)}


def _operand(expr: Expr, around: Infix | Not) -> str:
    """A part of a condition, in parentheses where Python would read it otherwise without."""
    level = ORDER.get(around.sign if isinstance(around, Infix) else "not", 0)
    own = ORDER.get(expr.sign if isinstance(expr, Infix) else "not", 9)
    if not level or not isinstance(expr, (Infix, Not)):
        return flat(expr) if level else _tight(expr)
    return flat(expr) if own > level or (own == level and own < 3) else f"({flat(expr)})"


def _tight(expr: Expr) -> str:
    text = flat(expr)
    loose = isinstance(expr, Infix) or (
        isinstance(expr, Code) and " " in text and not text.endswith(")")
    )
    return f"({text})" if loose else text


def _shown(arguments: tuple[Argument, ...]) -> list[Argument]:
    return [
        a for a in arguments if not (isinstance(a.value, Lit) and _same(a.value.value, a.default))
    ]


def _same(value: Any, default: Any) -> bool:
    return default is not ... and type(value) is type(default) and value == default


def _pieces(expr: Call) -> list[str]:
    return [flat(p) for p in expr.positional] + [
        f"{a.name}={flat(a.value)}" for a in _shown(expr.named)
    ]


def statement(
    prefix: str, expr: Expr, depth: int, comment: str = "", suffix: str = ""
) -> list[str]:
    """`prefix`, the expression and `suffix` as one statement, broken at brackets where too long.

    The comment stands at the end of a statement that fits on one line with it, and is dropped
    elsewhere: formatters break lines whose comments are too long.
    """
    indent = INDENT * depth
    line = f"{indent}{prefix}{flat(expr)}{suffix}"
    if len(line) <= WIDTH:
        with_comment = f"{line}  # {comment}"
        return [with_comment if comment and len(with_comment) <= WIDTH else line]
    return _broken(prefix, expr, suffix, depth)


def _broken(prefix: str, expr: Expr, suffix: str, depth: int) -> list[str]:
    indent = INDENT * depth
    if isinstance(expr, Comprehension):
        return _broken_comprehension(prefix, expr, suffix, depth)
    if isinstance(expr, Infix) and expr.sign in LOGICAL:
        inside = [f"{INDENT * (depth + 1)}{line}" for line in _alternatives(expr)]
        return [f"{indent}{prefix}(", *inside, f"{indent}){suffix}"]
    if (
        isinstance(expr, Call)
        and isinstance(expr.function, Call)
        and not _fits(prefix, expr, depth)
    ):
        return _broken(prefix, expr.function, f"({', '.join(_pieces(expr))}){suffix}", depth)
    opening, items, closing = _brackets(expr)
    if not items:
        return [f"{indent}{prefix}{flat(expr)}{suffix}"]
    inner = INDENT * (depth + 1)
    together = inner + ", ".join(start + flat(item) for start, item in items)
    lines = [f"{indent}{prefix}{opening}"]
    single = isinstance(expr, Sequence) and expr.round and len(items) == 1
    if len(together) <= WIDTH and not isinstance(expr, Sequence):
        lines.append(together + ("," if single else ""))
    elif len(items) == 1 and not isinstance(expr, Sequence):
        lines.extend(_item(*items[0], "", depth + 1))
    else:
        for start, item in items:
            lines.extend(_item(start, item, ",", depth + 1))
    return [*lines, f"{indent}{closing}{suffix}"]


def _alternatives(expr: Infix) -> list[str]:
    """The parts of `a or b or c` as lines of their own."""
    left, right = expr.left, expr.right
    chain = isinstance(left, Infix) and left.sign == expr.sign
    first = _alternatives(left) if chain else [_operand(left, expr)]  # type: ignore[arg-type]
    return [*first, f"{expr.sign} {_operand(right, expr)}"]


def _fits(prefix: str, expr: Call, depth: int) -> bool:
    """Whether everything up to the last opening bracket fits on the line."""
    return len(f"{INDENT * depth}{prefix}{_tight(expr.function)}(") <= WIDTH


def _broken_comprehension(prefix: str, expr: Comprehension, suffix: str, depth: int) -> list[str]:
    indent = INDENT * depth
    opening = f"{indent}{prefix}{flat(expr.function)}("
    if not expr.spread:
        return [opening, *_generated(expr, depth + 1), f"{indent}){suffix}"]
    inner = f"{indent}{INDENT}"
    together = f"{inner}*({flat(expr.item)} {_head(expr)})"
    if len(together) <= WIDTH:
        return [opening, together, f"{indent}){suffix}"]
    return [opening, f"{inner}*(", *_generated(expr, depth + 2), f"{inner})", f"{indent}){suffix}"]


def _generated(expr: Comprehension, depth: int) -> list[str]:
    """`item for variables in values`, on one line where it fits there."""
    together = f"{INDENT * depth}{flat(expr.item)} {_head(expr)}"
    if len(together) <= WIDTH:
        return [together]
    head = statement(f"for {expr.variables} in ", expr.values, depth)
    return [*_item("", expr.item, "", depth), *head]


def _item(start: str, item: Expr, suffix: str, depth: int) -> list[str]:
    line = f"{INDENT * depth}{start}{flat(item)}{suffix}"
    return [line] if len(line) <= WIDTH else _broken(start, item, suffix, depth)


def _brackets(expr: Expr) -> tuple[str, list[tuple[str, Expr]], str]:
    if isinstance(expr, Call):
        items = [("", p) for p in expr.positional] + [
            (f"{a.name}=", a.value) for a in _shown(expr.named)
        ]
        return f"{_tight(expr.function)}(", items, ")"
    if isinstance(expr, Sequence):
        return (
            ("(" if expr.round else "["),
            [("", item) for item in expr.items],
            (")" if expr.round else "]"),
        )
    if isinstance(expr, Lit) and isinstance(expr.value, tuple):
        return "(", [("", Lit(item)) for item in expr.value], ")"
    return "", [], ""
