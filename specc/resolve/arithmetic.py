"""The arithmetic of constant expressions: operators, comparisons of sizes, and functions."""

import math
import operator
from collections.abc import Callable
from typing import Any

from specc.ir.dim import Dim, bounds
from specc.kind import show
from specc.resolve.weight import MOST_ITEMS
from specc.source import Span
from specc.syntax import ast


class Rejected(Exception):
    """Why an expression has no value; reported where the evaluation began, never seen by users."""

    def __init__(self, rule: str, message: str, span: Span, help: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.span, self.help = rule, message, span, help


def is_number(value: Any) -> bool:
    """True for integers, floats and sizes; truth values are no numbers here."""
    return type(value) in (int, float) or isinstance(value, Dim)


def want_whole(left: Any, right: Any, expr: ast.Binary) -> None:
    """Reject a float beside a size: sizes are whole."""
    if type(left) is float or type(right) is float:
        message = f"`{expr.operator}` compares sizes with integers, got {left} and {right}"
        raise Rejected("invalid-expression", message, expr.span)


def undecided(left: Any, right: Any, expr: ast.Binary) -> Rejected:
    """The fault of a comparison of sizes that only run time can decide."""
    sides = f"{left} {expr.operator} {right}"
    message = f"`{sides}` cannot be decided before run time"
    single = isinstance(left, Dim) and str(left).isidentifier() and type(right) is int
    single = single and expr.operator != "!="
    help = f"where it always holds, say so: `dim {left} where {sides}`" if single else ""
    return Rejected("undecided-condition", message, expr.span, help)


def compare_sizes(sign: str, left: Any, right: Any) -> bool | None:
    """`<`, `<=`, `>` or `>=` of sizes; None where only run time can decide."""
    low, high = bounds(left - right)
    if sign in ("<", ">="):
        less = (
            True
            if high is not None and high < 0
            else False
            if low is not None and low >= 0
            else None
        )
        return less if less is None or sign == "<" else not less
    at_most = (
        True if high is not None and high <= 0 else False if low is not None and low > 0 else None
    )
    return at_most if at_most is None or sign == "<=" else not at_most


def power(left: Any, right: Any, expr: ast.Binary) -> Any:
    """`left ** right` within 63 bits, or `Rejected`."""
    if type(left) is int and type(right) is int and right >= 0:
        if (left.bit_length() - 1) * right >= 63 and abs(left) > 1:
            raise Rejected("limit-exceeded", "the number does not fit into 63 bits", expr.span)
        return left**right if abs(left) > 1 or right < 3 else left ** (right % 2 + 2)
    try:
        value = float(left) ** right
    except (OverflowError, ZeroDivisionError):
        raise Rejected(
            "invalid-expression", f"`{left} ** {right}` has no finite value", expr.span
        ) from None
    if isinstance(value, complex):
        raise Rejected("invalid-expression", f"`{left} ** {right}` is not a real number", expr.span)
    return value


def apply_builtin(
    name: str, function: Callable[..., Any], values: list[Any], expr: ast.Call
) -> Any:
    """The value of `range`, `len`, `min` and the others, or `Rejected`."""
    flat = list(values[0]) if len(values) == 1 and isinstance(values[0], tuple) else values
    if name == "len":
        if len(values) != 1 or not isinstance(values[0], tuple):
            raise Rejected("invalid-expression", "`len` wants one list", expr.span)
        return len(values[0])
    low, high = _COUNTS.get(name, (1, 1))
    if not low <= len(flat) <= high:
        raise Rejected("invalid-expression", f"`{name}` got {len(flat)} values", expr.span)
    bad = next((v for v in flat if type(v) not in (int, float)), None)
    if bad is not None or (name == "range" and any(type(v) is not int for v in flat)):
        what = "integers" if name == "range" else "numbers"
        raise Rejected("invalid-expression", f"`{name}` wants {what}, got {show(bad)}", expr.span)
    try:
        found = function(*flat)
        if isinstance(found, range) and len(found) > MOST_ITEMS:
            raise Rejected(
                "limit-exceeded",
                f"a list of {len(found)} items is over the limit of {MOST_ITEMS}",
                expr.span,
            )
        return tuple(found) if isinstance(found, range) else found
    except (ValueError, OverflowError, TypeError):
        raise Rejected(
            "invalid-expression", f"`{name}` has no value for {show(tuple(flat))}", expr.span
        ) from None


def _round(value: float, digits: int | None = None) -> float:
    """As Python's, the digits kept where they can matter: more take longer, or for ever."""
    return round(value, None if digits is None else max(-20, min(digits, 400)))


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
BUILTINS: dict[str, Callable[..., Any]] = {
    "range": range,
    "len": len,
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "round": _round,
    "sqrt": math.sqrt,
    "log2": math.log2,
}
_COUNTS = {"range": (1, 3), "min": (1, 1000), "max": (1, 1000), "round": (1, 2)}
