"""What a loop in generated code runs over."""

from collections.abc import Sequence
from typing import Any

from specc.emit.expression import Expr, Lit, call
from specc.emit.expression import Sequence as Listed

SHORTEST_RANGE = 4
"""Numbers fewer than these are clearer one by one."""


def run_over(rows: Sequence[tuple[Any, ...]]) -> Expr:
    """The rows of a loop's variables, as a `range` where they are evenly spaced numbers."""
    if any(len(row) > 1 for row in rows):
        return Listed(tuple(Lit(row) for row in rows), round=True)
    values = [row[0] for row in rows]
    return _range(values) or Listed(tuple(Lit(value) for value in values), round=True)


def _range(values: list[Any]) -> Expr | None:
    if len(values) < SHORTEST_RANGE or any(type(value) is not int for value in values):
        return None
    step = values[1] - values[0]
    if step == 0 or values != list(range(values[0], values[0] + step * len(values), step)):
        return None
    ends = (values[0], values[-1] + step)
    return call("range", *ends) if step == 1 else call("range", *ends, step)
