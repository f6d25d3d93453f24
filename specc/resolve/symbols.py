"""`dim H, W where H % 16 == 0`: symbolic sizes and what is known about them."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from specc.ir.dim import Contradiction, Symbol, merge_facts, size_of
from specc.resolve.constant import Evaluator
from specc.syntax import ast

HELP = "a condition says `H % 16 == 0`, `H >= 7`, `T <= 1024` or `H == 12`; `and` joins several"
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "=="}


Facts: TypeAlias = Mapping[str, tuple[Symbol, ...]]
"""What is known about dims, by name."""


def read_dims(
    declaration: ast.Dim, constants: Evaluator, assumed: Facts | None = None
) -> dict[str, Any]:
    """The sizes that a declaration makes, by name; faults are reported.

    `assumed` is taken to hold as if it were declared.
    """
    facts: dict[str, list[Symbol]] = {name.text: [Symbol(name.text)] for name in declaration.names}
    for condition in conjuncts(declaration.condition):
        fact = read_fact(condition, facts, constants)
        if fact is None:
            text = " ".join(constants.source.cut(condition.span).split())
            message = f"the condition `{text}` is not one that a dim can have"
            constants.report.error(
                "invalid-condition", message, constants.source, condition.span, help=HELP
            )
        else:
            facts[fact.name].append(fact)
    found: dict[str, Any] = {}
    for name, known in facts.items():
        merged = merge_facts(name, (*known, *(assumed or {}).get(name, ())))
        if isinstance(merged, Contradiction):
            where = declaration.condition.span if declaration.condition else declaration.span
            constants.report.error("invalid-condition", merged.text, constants.source, where)
            merged = _agreeing(name, known)
        found[name] = size_of(merged)
    return found


def _agreeing(name: str, facts: list[Symbol]) -> Symbol:
    """What the facts say that agree with those before them: what follows is not their fault."""
    merged = Symbol(name)
    for fact in facts:
        more = merge_facts(name, (merged, fact))
        merged = merged if isinstance(more, Contradiction) else more
    return merged


def conjuncts(condition: ast.Expr | None) -> list[ast.Expr]:
    """The parts that `and` joins."""
    if condition is None:
        return []
    if type(condition) is ast.Binary and condition.operator == "and":
        return [*conjuncts(condition.left), *conjuncts(condition.right)]
    return [condition]


def read_fact(condition: ast.Expr, names: Mapping[str, Any], constants: Evaluator) -> Symbol | None:
    """What one part of a condition says of one of the names; None where it cannot be said."""
    if type(condition) is not ast.Binary or condition.operator not in _TURNED:
        return None
    sign, left, right = condition.operator, condition.left, condition.right
    if _name(right, names):
        sign, left, right = _TURNED[sign], right, left
    limit = constants.value(right)
    if type(limit) is not int:
        return None
    if type(left) is ast.Binary and left.operator == "%" and sign == "==" and limit == 0:
        divisor, name = constants.value(left.right), _name(left.left, names)
        return Symbol(name, divisor) if name and type(divisor) is int and divisor >= 1 else None
    name = _name(left, names)
    return _bounded(name, sign, limit) if name else None


def _name(expr: ast.Expr, names: Mapping[str, Any]) -> str:
    return expr.text if type(expr) is ast.Name and expr.text in names else ""


def _bounded(name: str, sign: str, limit: int) -> Symbol:
    if sign == "==":
        return Symbol(name, 1, limit, limit)
    if sign in (">", ">="):
        return Symbol(name, 1, limit + (sign == ">"))
    return Symbol(name, 1, 1, limit - (sign == "<"))
