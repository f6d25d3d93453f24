"""What dims have to satisfy for an `assert` about sizes to hold."""

from typing import Any

from specc.axis import Declaration, declaration
from specc.ir.dim import Dim, agreement, at_least
from specc.resolve.constant import Evaluator
from specc.syntax import ast

_ABOVE = {">=": 0, ">": 1}
_BELOW = {"<=": 0, "<": 1}


def condition(test: ast.Expr, constants: Evaluator) -> Declaration | None:
    """Help that says what to declare; None where the test is decided, or nothing can be said."""
    if type(test) is not ast.Binary or test.operator not in ("==", *_ABOVE, *_BELOW):
        return None
    left, right = constants.value(test.left), constants.value(test.right)
    if not all(isinstance(side, Dim) or type(side) is int for side in (left, right)):
        return None
    help = declaration(_needed(test.operator, left, right))
    return help if isinstance(help, Declaration) else None


def _needed(sign: str, left: Any, right: Any) -> str:
    if sign == "==":
        return agreement(left, right).condition
    if sign in _ABOVE:
        return at_least(left - right, _ABOVE[sign]).condition
    return at_least(right - left, _BELOW[sign]).condition
