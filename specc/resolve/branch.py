"""What an `if` asked and made, kept so that generated code can say it again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.ir.graph import Branch
from specc.resolve.bound import POISON, Report, Tensor
from specc.resolve.constant import Evaluator
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.resolve.body import Body

UNKNOWN = ("unknown",)
LOGICAL = frozenset({"and", "or"})
COMPARING = frozenset({"==", "!=", "<", "<=", ">", ">="})
PLAIN = (int, float, str)


def run(body: "Body", statement: ast.If, taken: int) -> None:
    """Run the body of case `taken`, or the `else` where that is none, and record it."""
    tests = _tests(body, statement)
    cases = statement.cases
    region = body.builder.open[-1]
    at, start = len(region.branches), len(region.items)
    region.branches.append(Branch(tests, taken, start, start, 0, ()))
    body.run(cases[taken].body if taken < len(cases) else statement.otherwise)
    every = tuple(s for case in cases for s in case.body) + statement.otherwise
    inner = len(region.branches) - at - 1
    results = tensors(body, every)
    region.branches[at] = Branch(tests, taken, start, len(region.items), inner, results)


def tensors(body: "Body", statements: tuple[ast.Statement, ...]) -> tuple[int, ...]:
    """What the names that some statements bind stand for now, -1 for none; the current tensors."""
    names = dict.fromkeys(_bound(statements))
    bound = (body.local.get(name) for name in names)
    named = tuple(one.value if isinstance(one, Tensor) else -1 for one in bound)
    return (*named, *(body.current or ()))


def plain(name: str, value: Any) -> tuple[str, Any] | None:
    """A loop's variable where its value is a number or a word."""
    return (name, value) if isinstance(value, PLAIN) else None


def _bound(statements: tuple[ast.Statement, ...]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, ast.Bind):
            yield from (name.text for name in statement.names)
        if isinstance(statement, (ast.Bind, ast.FlowStatement)):
            for step in _loops(statement.value):
                yield from _bound(step.body)
        if isinstance(statement, ast.If):
            for case in statement.cases:
                yield from _bound(case.body)
            yield from _bound(statement.otherwise)


def _loops(expr: ast.Expr) -> "Iterator[ast.RepeatStep | ast.ForStep]":
    for step in expr.steps if isinstance(expr, ast.Flow) else (expr,):
        if isinstance(step, (ast.RepeatStep, ast.ForStep)):
            yield step


def _tests(body: "Body", statement: ast.If) -> tuple[Any, ...]:
    """The conditions, asked once more: what was evaluated without fault stays so."""
    silent = Report()
    silent.budget = body.report.budget
    constants = Evaluator(
        body.source, body.lookup, body.builder.type, silent, lambda: body.module.names()
    )
    return tuple(_test(case.test, constants) for case in statement.cases)


def _test(expr: ast.Expr, constants: Evaluator) -> Any:
    if isinstance(expr, ast.Binary) and expr.operator in LOGICAL:
        return (expr.operator, _test(expr.left, constants), _test(expr.right, constants))
    if isinstance(expr, ast.Binary) and expr.operator in COMPARING:
        return (expr.operator, _operand(expr.left, constants), _operand(expr.right, constants))
    if isinstance(expr, ast.Unary) and expr.operator == "not":
        return ("not", _test(expr.operand, constants))
    return _operand(expr, constants)


def _operand(expr: ast.Expr, constants: Evaluator) -> Any:
    value = constants.value(expr)
    if value is POISON or not (value is None or isinstance(value, PLAIN)):
        return UNKNOWN
    value = str(value) if isinstance(value, str) else value
    return ("value", value, " ".join(constants.source.cut(expr.span).split()))
