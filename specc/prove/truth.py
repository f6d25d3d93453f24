"""Conditions that are true or false whatever the settings and the sizes are."""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from specc.syntax import ast

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
LEAST = {"channels": 1, "size": 1, "rank": 0}
"""The smallest value of what can be asked of a tensor."""
WORDS = {"true": True, "false": False}


def truth(test: ast.Expr) -> tuple[bool, str] | None:
    """What a condition always is, and why; None where it depends on anything.

    Nothing is said of names: a constant may be changed by `--set` or by a sweep.
    """
    if isinstance(test, ast.Name):
        return (WORDS[test.text], "it is written out") if test.text in WORDS else None
    if isinstance(test, ast.Unary) and test.operator == "not":
        inner = truth(test.operand)
        return None if inner is None else (not inner[0], inner[1])
    if not isinstance(test, ast.Binary):
        return None
    if test.operator in ("and", "or"):
        return _joined(test)
    return _compared(test) if test.operator in COMPARE else None


def _joined(test: ast.Binary) -> tuple[bool, str] | None:
    """`and` and `or`: decided by one side, or by both."""
    decisive = test.operator == "or"
    left, right = truth(test.left), truth(test.right)
    for side in (left, right):
        if side is not None and side[0] is decisive:
            return side
    if left is not None and right is not None:
        return left
    if test.operator == "and" and _opposite(test.left, test.right):
        return False, "its two sides contradict each other"
    return None


def _compared(test: ast.Binary) -> tuple[bool, str] | None:
    left, right = _number(test.left), _number(test.right)
    if left is not None and right is not None:
        return COMPARE[test.operator](left, right), "both sides are written out"
    if same(test.left, test.right):
        return test.operator in ("==", "<=", ">="), "both sides are the same"
    for sign, side, number in (
        (test.operator, test.left, right),
        (TURNED[test.operator], test.right, left),
    ):
        found = _bounded(sign, side, number) if number is not None else None
        if found is not None:
            return found
    return None


def _bounded(sign: str, side: ast.Expr, number: float) -> tuple[bool, str] | None:
    """A size against a number below all sizes."""
    least = _least(side)
    if least is None:
        return None
    why = f"it is never below {least}"
    if number < least:
        return sign in (">", ">=", "!="), why
    if number == least and sign in (">=", "<"):
        return sign == ">=", why
    return None


def _least(side: ast.Expr) -> int | None:
    if isinstance(side, ast.Attribute):
        return LEAST.get(side.name.text)
    shape = side.value if isinstance(side, ast.Index) else None
    return 1 if isinstance(shape, ast.Attribute) and shape.name.text == "shape" else None


def _number(expr: ast.Expr) -> float | None:
    """The value of an expression of numbers only."""
    if isinstance(expr, ast.Number):
        return expr.value
    if isinstance(expr, ast.Unary) and expr.operator in "+-":
        value = _number(expr.operand)
        return None if value is None else -value if expr.operator == "-" else value
    if isinstance(expr, ast.Binary) and expr.operator in ("+", "-", "*", "//", "%"):
        return _worked_out(expr.operator, _number(expr.left), _number(expr.right))
    return None


def _worked_out(sign: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (sign in ("//", "%") and not right):
        return None
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return left // right if sign == "//" else left % right


def _opposite(one: ast.Expr, other: ast.Expr) -> bool:
    """True for two equalities of one thing with different numbers: `s == 1 and s == 2`."""
    if not (isinstance(one, ast.Binary) and isinstance(other, ast.Binary)):
        return False
    if one.operator != "==" or other.operator != "==" or not same(one.left, other.left):
        return False
    first, second = _number(one.right), _number(other.right)
    return first is not None and second is not None and first != second


def same(one: Any, other: Any) -> bool:
    """Whether two trees say the same, wherever they stand."""
    if type(one) is not type(other):
        return False
    if not isinstance(one, tuple):
        return bool(one == other)
    fields = getattr(one, "_fields", None)
    if fields is None:
        return len(one) == len(other) and all(map(same, one, other))
    return all(same(getattr(one, f), getattr(other, f)) for f in fields if f != "span")
