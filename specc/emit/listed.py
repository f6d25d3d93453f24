"""Loops over a block's list settings, where what they run over follows from one."""

from collections.abc import Mapping

from specc.emit.column import ABSENT, Column, differs
from specc.emit.expression import Code, Expr, Infix, Varied
from specc.emit.names import singular
from specc.emit.step import Body, Item, Loop, Variable, rewritten


def with_lists(body: Body, settings: Mapping[str, Column]) -> Body:
    """The body whose loops run over settings instead of lists that are these but for a number.

    `repeat depths[i] - 1` in a loop over `i` thus runs over `depths`.
    """
    lists = {name: column for name, column in settings.items() if differs(column)}
    return body._replace(items=tuple(_changed(item, lists) for item in body.items))


def _changed(item: Item, lists: Mapping[str, Column]) -> Item:
    if not isinstance(item, Loop):
        return item
    for variable in item.variables:
        for name, column in lists.items():
            step = _step(variable.values, column)
            if step:
                return _shifted(item, variable, name, column, step)
    return item


def _shifted(loop: Loop, old: Variable, name: str, column: Column, step: int) -> Loop:
    new = old._replace(hint=singular(name), values=Varied(column, name))
    variables = tuple(new if one is old else one for one in loop.variables)
    sign, number = ("-", -step) if step < 0 else ("+", step)
    text = Infix(sign, Code(old.mark), Code(str(number)))

    def change(part: Expr) -> Expr | None:
        return text if part == Code(old.mark) and isinstance(part, Code) else None

    return loop._replace(
        variables=variables, body=tuple(rewritten(item, change) for item in loop.body)
    )


def _step(values: Expr, column: Column) -> int:
    """What is added to each number of the lists in `column` to make `values`; 0 for nothing."""
    if not isinstance(values, Varied) or not differs(values.column):
        return 0
    steps = set()
    for given, wanted in zip(column, values.column, strict=True):
        if wanted is ABSENT:
            continue
        if not isinstance(given, tuple) or len(given) != len(wanted):
            return 0
        if not all(type(n) is int for n in (*given, *wanted)):
            return 0
        steps |= {b - a for a, b in zip(given, wanted, strict=True)}
    return steps.pop() if len(steps) == 1 else 0
