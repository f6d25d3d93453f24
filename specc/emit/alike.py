"""Which uses of a block can be one class."""

from collections.abc import Sequence
from typing import Any

from specc.emit.draft import Draft, DraftItem, Repeat
from specc.emit.expression import Expr, Lit, walk
from specc.emit.fuse import fuse
from specc.emit.step import Step


def groups(drafts: Sequence[Draft]) -> list[list[int]]:
    """The numbers of the drafts that one body can be made of, in the order of the first of each."""
    found: list[list[int]] = []
    kinds: list[dict[Any, Draft]] = []
    for at, draft in enumerate(drafts):
        key = _key(draft)
        for group, known in zip(found, kinds, strict=True):
            if key in known or fuse([*known.values(), draft]) is not None:
                known.setdefault(key, draft)
                group.append(at)
                break
        else:
            found.append([at])
            kinds.append({key: draft})
    return found


def _key(draft: Draft) -> Any:
    """Equal for bodies that differ in number literals and in the numbering of values only."""
    order: dict[int, int] = {}
    inputs = tuple(_number(v, order) for v in draft.inputs)
    shared = tuple((one.name, _blank(one.make)) for one in draft.shared)
    items = tuple(_item(item, order) for item in draft.items)
    outputs = tuple(_number(v, order) for v in draft.outputs)
    return (draft.input_names, draft.output_names, inputs, shared, items, outputs)


def _item(item: DraftItem, order: dict[int, int]) -> Any:
    if isinstance(item, Repeat):
        return tuple(tuple(_item(one, order) for one in items) for items in item.iterations)
    if not isinstance(item, Step):
        return (item.taken, tuple(_item(one, order) for one in item.items))
    ins = tuple(_number(v, order) for v in item.ins)
    outs = tuple(_number(v, order) for v in item.outs)
    make = None if item.make is None else _blank(item.make)
    return (item.name if make is None else "", make, _blank(item.apply), ins, outs)


def _number(value: int, order: dict[int, int]) -> int:
    return order.setdefault(value, len(order))


def _blank(expr: Expr) -> Expr:
    return walk(expr, lambda part: Lit(_kind(part.value)) if isinstance(part, Lit) else None)


def _kind(value: Any) -> Any:
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_kind(item) for item in value)
    return "truth" if isinstance(value, bool) else "number"
