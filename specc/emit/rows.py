"""What a loop in generated code runs over."""

from collections.abc import Sequence
from typing import Any

from specc.emit.expression import Call, Code, Expr, Lit, call
from specc.emit.expression import Sequence as Listed
from specc.emit.step import Variable


def run_over(variables: Sequence[Variable]) -> Expr:
    """What gives the values of some variables, a row for each time that the loop runs."""
    if len(variables) == 1:
        return _single(variables[0].values)
    columns = [_values(variable.values) for variable in variables]
    known = [column for column in columns if column is not None]
    if len(known) == len(columns):
        return Listed(tuple(Lit(row) for row in zip(*known, strict=True)), round=True)
    return call("zip", *(_single(variable.values) for variable in variables), strict=True)


def _single(values: Expr) -> Expr:
    if isinstance(values, Lit):
        return Listed(tuple(Lit(value) for value in values.value), round=True)
    return values


def _values(values: Expr) -> Sequence[Any] | None:
    """The values where they are known: a tuple, or a `range` of numbers."""
    if isinstance(values, Lit):
        return tuple(values.value)
    if isinstance(values, Call) and values.function == Code("range"):
        numbers = [part.value for part in values.positional if isinstance(part, Lit)]
        return range(*numbers) if len(numbers) == len(values.positional) else None
    return None
