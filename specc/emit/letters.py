"""Sizes in comments where the uses of a class differ: parameters, letters, and parts of these."""

from collections.abc import Iterator, Sequence

from specc.emit.parameters import Named
from specc.emit.step import Body, Item, Shape, Step
from specc.emit.unify import Column, differs
from specc.ir.dim import Dim

LETTERS = "TKLPQRUVXYZABDEFG"


def with_letters(
    body: Body, bodies: Sequence[Body], named: Sequence[Named], texts: dict[Column, str]
) -> Body:
    """The body with every size that differs between the uses written as a word.

    `texts` says how columns of literals are written in the code, so that comments say the same.
    """
    if len(bodies) < 2:
        return body
    letters = _Letters({**texts, **{parameter.column: parameter.name for parameter in named}})
    inputs = _merged([b.input_shapes for b in bodies], letters)
    table = iter(
        [_merged(shapes, letters) for shapes in zip(*map(list, map(_shapes, bodies)), strict=True)]
    )
    return body._replace(
        input_shapes=inputs, items=tuple(_changed(item, table) for item in body.items)
    )


class _Letters:
    """Words for columns: a parameter, else the axis's letter, or a part of one of these."""

    def __init__(self, known: dict[Column, str]) -> None:
        self.known = known
        self.axes: dict[str, list[tuple[Column, str]]] = {}

    def of(self, column: Column, axis: str) -> object:
        """How a column of sizes is written; `axis` is the letter for the axis it stands at."""
        if not differs(column):
            return column[0]
        if column in self.known and axis == "C":
            return self.known[column]
        found = self.axes.setdefault(axis, [])
        text = next((name for sizes, name in found if sizes == column), "") or self._part(
            column, axis
        )
        if not text:
            text = axis if not found else f"{axis}{len(found) + 1}"
        found.append((column, text))
        return text

    def _part(self, column: Column, axis: str) -> str:
        for other, name in self.axes[axis][:1] if axis != "C" else []:
            if " " in name or any(type(size) not in (int, Dim) or size == 0 for size in other):
                continue
            for steps, word in ((tuple(n for _ in column), str(n)) for n in (2, 3, 4)):
                if all(-(-a // s) == b for a, b, s in zip(other, column, steps, strict=True)):
                    return f"{name} // {word}"
                if all(a * s == b for a, b, s in zip(other, column, steps, strict=True)):
                    return f"{word} * {name}"
            for steps, word in self.known.items():
                whole = all(type(step) is int and step > 0 for step in steps)
                if whole and all(
                    -(-a // s) == b for a, b, s in zip(other, column, steps, strict=True)
                ):
                    return f"{name} // {word}"
        return ""


def _axis_letters(rank: int, channels_first: bool) -> tuple[str, ...]:
    spatial = {1: "T", 2: "HW", 3: "DHW"}.get(rank - 1, LETTERS[: max(0, rank - 1)])
    return ("C", *spatial) if channels_first else (*spatial, "C")


def _shapes(body: Body) -> Iterator[tuple[Shape, ...]]:
    for item in body.items:
        yield from _item_shapes(item)


def _item_shapes(item: Item) -> Iterator[tuple[Shape, ...]]:
    if isinstance(item, Step):
        yield item.shapes
        return
    for inner in item.body:
        yield from _item_shapes(inner)


def _merged(shapes: Sequence[tuple[Shape, ...]], letters: _Letters) -> tuple[Shape, ...]:
    if len({tuple(len(s.sizes) for s in row) for row in shapes}) != 1:
        return shapes[0]
    return tuple(_one(outputs, letters) for outputs in zip(*shapes, strict=True))


def _one(outputs: tuple[Shape, ...], letters: _Letters) -> Shape:
    axes = _axis_letters(len(outputs[0].sizes), outputs[0].channels_first)
    table = zip(*(shape.sizes for shape in outputs), strict=True)
    written = tuple(
        letters.of(tuple(column), axis) for column, axis in zip(table, axes, strict=True)
    )
    return outputs[0]._replace(sizes=written)  # type: ignore[arg-type]


def _changed(item: Item, table: Iterator[tuple[Shape, ...]]) -> Item:
    if isinstance(item, Step):
        return item._replace(shapes=next(table))
    return item._replace(body=tuple(_changed(inner, table) for inner in item.body))
