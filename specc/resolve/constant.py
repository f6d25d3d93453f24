"""Constant expressions: numbers, words, lists, and what may be asked of a tensor's size."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from specc.ir.dim import Dim, DimTooComplex, agreement
from specc.ir.tensor import TensorType
from specc.kind import Word, show
from specc.resolve.arithmetic import (
    ARITHMETIC,
    BUILTINS,
    COMPARISONS,
    Rejected,
    apply_builtin,
    compare_sizes,
    is_number,
    power,
    undecided,
    want_whole,
)
from specc.resolve.bound import POISON, Bound, Constant, Report, Tensor
from specc.resolve.weight import MOST_ITEMS, weight
from specc.setting import Applied, Given
from specc.source import Source
from specc.suggest import did_you_mean
from specc.syntax import ast

MAX_INTEGER = 2**63 - 1

WORDS: dict[str, Any] = {"true": True, "false": False, "none": None}


class Evaluator:
    """Evaluates the constant expressions of one body; names come from `lookup`."""

    def __init__(
        self,
        source: Source,
        lookup: Callable[[str], Bound | None],
        types: Callable[[int], TensorType],
        report: Report,
        names: Callable[[], Mapping[str, Bound]],
    ) -> None:
        self.source = source
        self.lookup = lookup
        self.types = types
        self.report = report
        self.budget = report.budget
        self.names = names

    def value(self, expr: ast.Expr) -> Any:
        """The value, with unknown bare words as `Word`; POISON after a reported fault."""
        if type(expr) is ast.Number:
            return expr.value
        try:
            found = self._eval(expr)
            return found if type(expr) is ast.Name else self._bearable(found, expr)
        except Rejected as fault:
            self.report.error(fault.rule, fault.message, self.source, fault.span, help=fault.help)
        except DimTooComplex as fault:
            self.report.error("limit-exceeded", str(fault), self.source, expr.span)
        except RecursionError:
            self.report.error(
                "limit-exceeded", "the expression is nested too deeply", self.source, expr.span
            )
        return POISON

    def truth(self, expr: ast.Expr) -> bool | None:
        """The value of a condition; None after a reported fault."""
        found = self.value(expr)
        if isinstance(found, bool) or found is POISON:
            return found if isinstance(found, bool) else None
        unknown = f"unknown name `{found}`" if isinstance(found, Word) else ""
        message = unknown or f"a condition must be `true` or `false`, got {show(found)}"
        help = did_you_mean(found, self.names()) if unknown else ""
        self.report.error(
            "unknown-name" if unknown else "invalid-expression",
            message,
            self.source,
            expr.span,
            help=help,
        )
        return None

    def given(self, arguments: tuple[ast.Argument, ...]) -> list[Given]:
        """The settings of a call, evaluated."""
        return [self._given(argument) for argument in arguments]

    def _given(self, argument: ast.Argument) -> Given:
        name = argument.name
        return Given(
            name.text if name else None,
            self.value(argument.value),
            argument.value.span,
            name.span if name else argument.value.span,
        )

    def _eval(self, expr: ast.Expr) -> Any:
        self.budget.spend(4, self.source, expr.span)
        return _EVALUATORS[type(expr)](self, expr)

    def _name(self, expr: ast.Name) -> Any:
        bound = self.lookup(expr.text)
        if type(bound) is Constant:
            return bound.value
        if bound is None:
            text = expr.text
            return WORDS[text] if text in WORDS else Word(text)
        return Word(expr.text)

    def _number(self, expr: ast.Number) -> Any:
        return expr.value

    def _string(self, expr: ast.String) -> Any:
        return expr.value

    def _list(self, expr: ast.ListExpr) -> Any:
        items = tuple(self._eval(item) for item in expr.items)
        return POISON if POISON in items else items

    def _map(self, expr: ast.MapExpr) -> Any:
        return {name.text: self._eval(value) for name, value in expr.entries}

    def _unary(self, expr: ast.Unary) -> Any:
        operand = self._eval(expr.operand)
        if operand is POISON:
            return POISON
        if expr.operator == "not":
            self._want(
                isinstance(operand, bool), "`not` wants `true` or `false`", operand, expr.operand
            )
            return not operand
        self._want(is_number(operand), f"`{expr.operator}` wants a number", operand, expr.operand)
        return -operand if expr.operator == "-" else operand

    def _conditional(self, expr: ast.Conditional) -> Any:
        test = self._eval(expr.test)
        if test is POISON:
            return POISON
        self._want(
            isinstance(test, bool),
            "the condition after `if` must be `true` or `false`",
            test,
            expr.test,
        )
        return self._eval(expr.then if test else expr.otherwise)

    def _binary(self, expr: ast.Binary) -> Any:
        sign = expr.operator
        left = self._eval(expr.left)
        if sign in ("and", "or"):
            return self._logical(expr, left)
        right = self._eval(expr.right)
        if left is POISON or right is POISON:
            return POISON
        if sign in ("==", "!="):
            return self._equality(expr, left, right)
        if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
            return self._limited(left + right, expr)
        self._want(is_number(left), f"`{sign}` wants numbers", left, expr.left)
        self._want(is_number(right), f"`{sign}` wants numbers", right, expr.right)
        if sign in COMPARISONS:
            return self._comparison(expr, left, right)
        return self._limited(self._arithmetic(expr, left, right), expr)

    def _logical(self, expr: ast.Binary, left: Any) -> Any:
        if left is POISON:
            return POISON
        self._want(
            isinstance(left, bool), f"`{expr.operator}` wants `true` or `false`", left, expr.left
        )
        if left is (expr.operator == "or"):
            return left
        right = self._eval(expr.right)
        if right is not POISON:
            self._want(
                isinstance(right, bool),
                f"`{expr.operator}` wants `true` or `false`",
                right,
                expr.right,
            )
        return right

    def _equality(self, expr: ast.Binary, left: Any, right: Any) -> bool:
        for side, value, other in ((expr.left, left, expr.right), (expr.right, right, expr.left)):
            # Beside a setting a word that nobody declares may be one of those that it takes.
            literal = type(other) is ast.Name and other.text in WORDS
            if type(side) is ast.Name and (literal or type(other) in _NUMERIC):
                self._want(value != side.text, "this is compared with a number", value, side)
        if isinstance(left, Dim) or isinstance(right, Dim):
            if not (is_number(left) and is_number(right)):
                return expr.operator == "!="
            want_whole(left, right, expr)
            verdict = agreement(left, right)
            if not verdict.always and not verdict.never:
                raise undecided(left, right, expr)
            return verdict.always is (expr.operator == "==")
        same = left == right and isinstance(left, bool) == isinstance(right, bool)
        return bool(same) is (expr.operator == "==")

    def _comparison(self, expr: ast.Binary, left: Any, right: Any) -> bool:
        if not isinstance(left, Dim) and not isinstance(right, Dim):
            return bool(COMPARISONS[expr.operator](left, right))
        want_whole(left, right, expr)
        found = compare_sizes(expr.operator, left, right)
        if found is None:
            raise undecided(left, right, expr)
        return found

    def _arithmetic(self, expr: ast.Binary, left: Any, right: Any) -> Any:
        sign = expr.operator
        if sign in ("/", "//", "%") and not isinstance(right, Dim) and right == 0:
            raise Rejected("invalid-expression", f"`{sign}` divides by 0", expr.span)
        if isinstance(left, Dim) or isinstance(right, Dim):
            return self._dim_arithmetic(expr, left, right)
        if sign == "**":
            return power(left, right, expr)
        try:
            return ARITHMETIC[sign](left, right)
        except OverflowError:
            raise Rejected(
                "limit-exceeded", f"`{sign}` gives a number too large", expr.span
            ) from None

    def _dim_arithmetic(self, expr: ast.Binary, left: Any, right: Any) -> Any:
        sign = expr.operator
        whole = all(type(side) is not float for side in (left, right))
        if sign == "**" and type(right) is int and 0 <= right <= 8:
            product: Any = 1
            for _ in range(right):
                product = product * left
            return product
        if not whole or sign not in ("+", "-", "*", "//", "%"):
            message = f"`{sign}` does not keep a size whole: `{left} {sign} {right}`"
            raise Rejected("invalid-expression", message, expr.span, "sizes know `+ - * // %`")
        return ARITHMETIC[sign](left, right)

    def _limited(self, value: Any, expr: ast.Expr) -> Any:
        if type(value) is int and abs(value) > MAX_INTEGER:
            raise Rejected("limit-exceeded", "the number does not fit into 63 bits", expr.span)
        if type(value) is float and not math.isfinite(value):
            raise Rejected("limit-exceeded", "the number is not finite", expr.span)
        if isinstance(value, (tuple, range)) and len(value) > MOST_ITEMS:
            raise Rejected(
                "limit-exceeded",
                f"a list of {len(value)} items is over the limit of {MOST_ITEMS}",
                expr.span,
            )
        if isinstance(value, tuple):
            self.budget.spend(len(value) // 2, self.source, expr.span)
        return value

    def _bearable(self, value: Any, expr: ast.Expr) -> Any:
        if not isinstance(value, (tuple, dict)):
            return value
        found = weight(value)
        if found is None:
            message = f"a list of more than {MOST_ITEMS} items in all is over the limit"
            raise Rejected("limit-exceeded", message, expr.span)
        self.budget.spend(found // 2, self.source, expr.span)
        return value

    def _attribute(self, expr: ast.Attribute) -> Any:
        name = expr.name.text
        if not isinstance(expr.value, ast.Name):
            raise Rejected(
                "invalid-expression", f"`.{name}` can be asked of a named tensor only", expr.span
            )
        bound = self.lookup(expr.value.text)
        if isinstance(bound, Constant) and bound.value is POISON:
            return POISON
        if not isinstance(bound, Tensor):
            message = f"`{expr.value.text}` is not a tensor here, so it has no `.{name}`"
            raise Rejected(
                "unknown-name",
                message,
                expr.value.span,
                did_you_mean(expr.value.text, self._tensors()),
            )
        kind = self.types(bound.value)
        if not kind.known:
            return POISON
        if name not in _ATTRIBUTES:
            message = f"a tensor has no `.{name}`"
            raise Rejected(
                "unknown-name",
                message,
                expr.name.span,
                did_you_mean(name, _ATTRIBUTES)
                or "it has `.channels`, `.shape[i]`, `.rank` and `.size`",
            )
        if name == "channels" and not kind.sizes:
            raise Rejected(
                "invalid-expression",
                f"`{expr.value.text}` is a scalar and has no channels",
                expr.span,
            )
        return _ATTRIBUTES[name](kind)

    def _tensors(self) -> list[str]:
        return [name for name, bound in self.names().items() if isinstance(bound, Tensor)]

    def _index(self, expr: ast.Index) -> Any:
        value, index = self._eval(expr.value), self._eval(expr.index)
        if value is POISON or index is POISON:
            return POISON
        self._want(isinstance(value, tuple), "only a list can be indexed", value, expr.value)
        self._want(type(index) is int, "an index must be an integer", index, expr.index)
        if not -len(value) <= index < len(value):
            message = f"index {index} is outside the list of {len(value)}"
            raise Rejected("invalid-expression", message, expr.index.span)
        return value[index]

    def _call(self, expr: ast.Call) -> Any:
        name = expr.name.text
        function = BUILTINS.get(name)
        if function is None:
            given = tuple(self.given(expr.arguments))
            poisoned = any(item.value is POISON for item in given)
            return POISON if poisoned else Applied(Word(name), given, expr.span)
        values = [self._eval(argument.value) for argument in expr.arguments]
        if any(value is POISON for value in values):
            return POISON
        for argument, value in zip(expr.arguments, values, strict=True):
            wants = f"`{name}` wants numbers or lists"
            self._want(type(value) is not Word, wants, value, argument.value)
        named = next((a for a in expr.arguments if a.name), None)
        if named is not None:
            raise Rejected("invalid-expression", f"`{name}` takes no named settings", named.span)
        return self._limited(apply_builtin(name, function, values, expr), expr)

    def _flow(self, expr: ast.Expr) -> Any:
        message = "a tensor never stands inside a layer's parentheses: only constants do"
        raise Rejected(
            "tensor-in-setting", message, expr.span, "let it flow in: `[a, b] -> Layer(...)`"
        )

    def _want(self, right: bool, message: str, value: Any, expr: ast.Expr) -> None:
        if right:
            return
        if isinstance(value, Word):
            bound = self.lookup(value)
            if isinstance(bound, Tensor):
                raise Rejected(
                    "invalid-expression", f"{message}, and `{value}` is a tensor", expr.span
                )
            if bound is None:
                raise Rejected(
                    "unknown-name",
                    f"unknown name `{value}`",
                    expr.span,
                    did_you_mean(value, self.names()),
                )
        raise Rejected("invalid-expression", f"{message}, got {show(value)}", expr.span)


_NUMERIC = (ast.Number, ast.Attribute, ast.Binary, ast.Unary)
"""What is a number, where it has a value, however it is written."""
_ATTRIBUTES: dict[str, Callable[[TensorType], Any]] = {
    "channels": lambda kind: kind.channels,
    "shape": lambda kind: kind.sizes,
    "rank": lambda kind: kind.rank,
    "size": lambda kind: kind.size,
}
_EVALUATORS: dict[type, Callable[[Evaluator, Any], Any]] = {
    ast.Number: Evaluator._number,
    ast.String: Evaluator._string,
    ast.Name: Evaluator._name,
    ast.ListExpr: Evaluator._list,
    ast.MapExpr: Evaluator._map,
    ast.Call: Evaluator._call,
    ast.Attribute: Evaluator._attribute,
    ast.Index: Evaluator._index,
    ast.Unary: Evaluator._unary,
    ast.Binary: Evaluator._binary,
    ast.Conditional: Evaluator._conditional,
    ast.Flow: Evaluator._flow,
    ast.RepeatStep: Evaluator._flow,
    ast.ForStep: Evaluator._flow,
}
