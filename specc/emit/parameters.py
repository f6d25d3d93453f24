"""Names the parameters of a class: each column of differing literals after what it follows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from specc.emit.expression import Call, Expr, Lit
from specc.emit.names import safe
from specc.emit.step import Body, Item, Step
from specc.emit.unify import Column, differs, literals


class Named(NamedTuple):
    """A parameter and its value in each use."""

    name: str
    column: Column


CHANNELS = "in_channels"


def name_columns(
    table: Sequence[Column], settings: Mapping[str, Column], channels: Column, hints: Sequence[str]
) -> tuple[tuple[Named, ...], list[str | None]]:
    """The parameters needed, and how each literal is written (None: as it is).

    A column is written as a setting of the block, as the number of input channels, as a multiple
    or part of one of these, or else under the name of the argument in which it stands.
    """
    known: dict[str, Column] = {**settings, CHANNELS: channels}
    sources = {
        name: column for name, column in known.items() if _numbers(column) and differs(column)
    }
    used: dict[str, Column] = {}
    texts: list[str | None] = []
    for column, hint in zip(table, hints, strict=True):
        if not differs(column):
            texts.append(None)
            continue
        texts.append(_write(column, sources, used, hint))
    order = [name for name in (CHANNELS, *settings) if name in used]
    order += [name for name in used if name not in order]
    return tuple(Named(safe(name), used[name]) for name in order), texts


def _write(column: Column, sources: dict[str, Column], used: dict[str, Column], hint: str) -> str:
    channels = sources.get(CHANNELS)
    for name, source in (*((n, s) for n, s in sources.items() if n != CHANNELS), *used.items()):
        if source == column:
            used.setdefault(name, source)
            return safe(name)
    order = [name for name in sources if name != CHANNELS]
    for name in order if all(type(value) is int for value in column) else ():
        text = _product(column, sources[name], safe(name), parts=column != channels)
        if text:
            used.setdefault(name, sources[name])
            return text
    if channels is not None:
        text = _product(column, channels, CHANNELS, parts=True)
        if text or channels == column:
            used[CHANNELS] = channels
            return text or CHANNELS
    if all(isinstance(value, tuple) and len(set(value)) == 1 for value in column):
        single = tuple(value[0] for value in column)
        if all(len(value) == len(column[0]) for value in column):
            inner = _write(single, sources, used, hint)
            return "(" + ", ".join([inner] * len(column[0])) + ")"
    name, number = hint, 2
    while name in used or name in sources:
        name, number = f"{hint}{number}", number + 1
    used[name] = column
    return safe(name)


def _product(column: Column, source: Column, name: str, *, parts: bool) -> str:
    """`4 * width`, or with `parts` also `width // 2`; nothing where no whole factor fits."""
    if column == source or not all(type(value) is int for value in (*column, *source)):
        return ""
    if all(
        value and isinstance(base, int) and value % base == 0
        for value, base in zip(column, source, strict=True)
    ):
        factors = {value // base for value, base in zip(column, source, strict=True)}
        if len(factors) == 1:
            return f"{factors.pop()} * {name}"
    if parts and all(
        value and base % value == 0 for value, base in zip(column, source, strict=True)
    ):
        divisors = {base // value for value, base in zip(column, source, strict=True)}
        if len(divisors) == 1:
            return f"{name} // {divisors.pop()}"
    return ""


def _numbers(column: Column) -> bool:
    return all(type(value) in (int, float) and value for value in column)


def argument_names(body: Body) -> list[str]:
    """For each literal of a body, in order, the name of the argument that holds it."""
    found: list[str] = []
    for shared in body.shared:
        _names_in(shared.make, found)
    for item in body.items:
        _item_names(item, found)
    return found


def _item_names(item: Item, found: list[str]) -> None:
    if isinstance(item, Step):
        if item.make is not None:
            _names_in(item.make, found)
        _names_in(item.apply, found)
        return
    _names_in(item.count, found, "depth")
    for inner in item.body:
        _item_names(inner, found)


def _names_in(expr: Expr, found: list[str], hint: str = "size") -> None:
    if isinstance(expr, Lit):
        found.append(expr.hint or hint)
        return
    if isinstance(expr, Call):
        _names_in(expr.function, found, hint)
        for part in expr.positional:
            _names_in(part, found, hint)
        for argument in expr.named:
            _names_in(argument.value, found, argument.name)
        return
    found.extend(hint for _ in literals(expr))
