"""Finds where bodies that are built alike differ in literals only, and names the differences.

Two uses of a block become one class when their steps agree in everything but literals. Each place
where a literal differs between the uses is a column (one value for each use); equal columns share
one parameter.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from specc.emit.expression import Code, Expr, Lit, walk
from specc.emit.step import Body, Item, Loop, Step, reads, writes
from specc.emit.variable import MARK, placeholders

Column = tuple[Any, ...]


class Parameter(NamedTuple):
    """A parameter of a class or function, with its value in each use."""

    name: str
    column: Column


def literals(expr: Expr) -> Iterator[Any]:
    """The literal values of an expression, in the order in which `walk` meets them."""
    found: list[Any] = []
    walk(expr, lambda part: _note(part, found))
    return iter(found)


def _note(part: Expr, found: list[Any]) -> Expr | None:
    if isinstance(part, Lit):
        found.append(part.value)
    return None


def skeleton(body: Body) -> tuple[Any, ...]:
    """Equal for bodies that differ in number literals and in the numbering of values only."""
    order: dict[int, int] = {}
    parts: list[Any] = [
        len(body.inputs),
        tuple(_number(v, order) for v in body.inputs),
        body.output_names,
    ]
    parts.extend((shared.name, _blank(shared.make)) for shared in body.shared)
    parts.extend(_item(item, order) for item in body.items)
    parts.append(tuple(_number(v, order) for v in body.outputs))
    return tuple(parts)


def _item(item: Item, order: dict[int, int]) -> tuple[Any, ...]:
    if isinstance(item, Step):
        ins = tuple(_number(v, order) for v in item.ins)
        outs = tuple(_number(v, order) for v in item.outs)
        make = None if item.make is None else _blank(item.make)
        return (item.name, make, _blank(item.apply), ins, outs, item.words)
    outside = tuple(_number(v, order) for v in reads(item))
    body = tuple(_item(inner, order) for inner in item.body)
    carried = tuple((_number(a, order), _number(b, order)) for a, b in item.carried)
    results = tuple((_number(a, order), _number(b, order)) for a, b in item.results)
    count = None if not item.rows else item.rows
    return ("loop", count, item.variables, outside, body, carried, results)


def _number(value: int, order: dict[int, int]) -> int:
    return order.setdefault(value, len(order))


def _blank(expr: Expr) -> Expr:
    return walk(expr, lambda part: Lit(_kind(part.value)) if isinstance(part, Lit) else None)


def _kind(value: Any) -> Any:
    """What stands for a literal in a skeleton: numbers may differ, all else must not."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_kind(item) for item in value)
    return "number"


def body_literals(body: Body) -> list[Any]:
    """All literals of a body, in one fixed order."""
    found: list[Any] = []
    for shared in body.shared:
        found.extend(literals(shared.make))
    for item in body.items:
        found.extend(_item_literals(item))
    return found


def _item_literals(item: Item) -> list[Any]:
    if isinstance(item, Step):
        make = [] if item.make is None else list(literals(item.make))
        return [*make, *literals(item.apply)]
    inside = [value for inner in item.body for value in _item_literals(inner)]
    return [*literals(item.count), *inside]


def replaced(body: Body, texts: "Sequence[str | None]") -> Body:
    """The body with literal number i written as `texts[i]` where that is not None."""
    waiting = iter(texts)

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, Lit):
            return None
        text = next(waiting)
        return part if text is None else Code(text)

    shared = tuple(s._replace(make=walk(s.make, change)) for s in body.shared)
    return body._replace(
        shared=shared, items=tuple(_replaced_item(item, change) for item in body.items)
    )


def _replaced_item(item: Item, change: Any) -> Item:
    if isinstance(item, Step):
        make = None if item.make is None else walk(item.make, change)
        return item._replace(make=make, apply=walk(item.apply, change))
    count = walk(item.count, change)
    return item._replace(
        count=count, body=tuple(_replaced_item(inner, change) for inner in item.body)
    )


def columns(bodies: Sequence[Body]) -> list[Column]:
    """For each literal of the first body, its values in all bodies (of equal skeletons)."""
    return list(zip(*(body_literals(body) for body in bodies), strict=True))


def differs(column: Column) -> bool:
    """True where the uses do not all have the same literal."""
    return any(value != column[0] or type(value) is not type(column[0]) for value in column)


def roll(iterations: Sequence[tuple[Item, ...]], used_after: Callable[[int], bool]) -> Loop | None:
    """The iterations as one loop; None where no loop says the same.

    `used_after` says whether something behind the loop reads a value.
    """
    if len(iterations) < 2 or not all(iterations):
        return None
    bodies = [Body((), (), (), (), (), items) for items in iterations]
    aligned = [_aligned(body) for body in bodies]
    if any(shape != aligned[0][0] for shape, _ in aligned):
        return None
    orders = [order for _, order in aligned]
    made = [{v for item in items for v in writes(item)} for items in iterations]
    carried = _carried(orders, made)
    results = _results(orders, made, used_after)
    if carried is None or results is None:
        return None
    table = columns(bodies)
    varying = [column for column in dict.fromkeys(map(_hashed, table)) if differs(column)]
    first = len(placeholders(iterations[0]))
    names = tuple(f"{MARK}{first + index}" for index in range(len(varying)))
    texts = [names[varying.index(_hashed(column))] if differs(column) else None for column in table]
    body = replaced(bodies[0], texts).items
    rows = tuple(zip(*varying, strict=True))
    return Loop(body, Lit(len(iterations)), names, rows, carried, results, tuple(iterations))


def _hashed(column: Column) -> Column:
    return tuple(column)


def _aligned(body: Body) -> tuple[tuple[Any, ...], list[int]]:
    order: dict[int, int] = {}
    shape = tuple(_item(item, order) for item in body.items)
    return shape, list(order)


def _carried(orders: list[list[int]], made: list[set[int]]) -> tuple[tuple[int, int], ...] | None:
    """(value entering the first iteration, value each iteration hands on), for what changes."""
    pairs: list[tuple[int, int]] = []
    places = [{value: index for index, value in enumerate(order)} for order in orders]
    for index, first in enumerate(orders[0]):
        if first in made[0] or all(order[index] == first for order in orders):
            continue
        handed = {places[k].get(orders[k + 1][index]) for k in range(len(orders) - 1)}
        source = handed.pop() if len(handed) == 1 else None
        if source is None or orders[0][source] not in made[0]:
            return None
        pairs.append((first, orders[0][source]))
    return tuple(pairs)


def _results(
    orders: list[list[int]], made: list[set[int]], used_after: Callable[[int], bool]
) -> tuple[tuple[int, int], ...] | None:
    """(value in the body, value behind the loop) for what is read later; only the last counts."""
    if any(used_after(value) for values in made[:-1] for value in values):
        return None
    last = zip(orders[0], orders[-1], strict=True)
    return tuple((inner, outer) for inner, outer in last if outer in made[-1] and used_after(outer))
