"""From columns to code: literals that differ between the uses of a body become parameters."""

from collections.abc import Iterator, Mapping

from specc.emit.column import ABSENT, Column, differs
from specc.emit.condition import folded
from specc.emit.expression import Code, Expr, Lit, Varied
from specc.emit.fuse import Fused
from specc.emit.letters import Letters, merged
from specc.emit.listed import with_lists
from specc.emit.parameters import Named, name_columns
from specc.emit.step import Body, Branch, Case, Item, Loop, Step, rewritten_body
from specc.emit.trim import without_idle_end


def settled(
    fused: Fused, settings: Mapping[str, Column], channels: Column
) -> tuple[Body, tuple[Named, ...]]:
    """The body with every literal in its place, and the parameters that it needs.

    `settings` are those of the block in each use, `channels` the channels of its first input.
    """
    columns = with_lists(fused.body, settings)
    table = list(_varied(columns))
    named, texts = name_columns(table, settings, channels)
    waiting = iter(zip(table, texts, strict=True))

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, Varied):
            return None
        varied, text = next(waiting)
        return Code(text) if text is not None else Lit(_first(varied), varied.hint)

    body = rewritten_body(columns, change)
    known = {one.column: text for one, text in zip(table, texts, strict=True) if text is not None}
    letters = Letters({**known, **{parameter.column: parameter.name for parameter in named}})
    inputs = tuple(merged([(shape,) for shape in c], letters)[0] for c in fused.inputs)
    items = tuple(_finished(item, fused, letters) for item in body.items)
    return without_idle_end(body._replace(input_shapes=inputs, items=items)), named


def _varied(body: Body) -> Iterator[Varied]:
    found: list[Varied] = []

    def note(part: Expr) -> None:
        if isinstance(part, Varied):
            found.append(part)

    rewritten_body(body, note)
    return iter(found)


def _first(varied: Varied) -> object:
    assert not differs(varied.column)
    return next((value for value in varied.column if value is not ABSENT), None)


def _finished(item: Item, fused: Fused, letters: Letters) -> Item:
    """The item with its shapes for comments, and with conditions as short as they can be."""
    if isinstance(item, Step):
        return item._replace(shapes=merged(fused.shapes[item.outs[0]], letters))
    if isinstance(item, Loop):
        return item._replace(body=tuple(_finished(one, fused, letters) for one in item.body))
    return Branch(
        tuple(_finished_case(case, fused, letters) for case in item.cases),
        item.results,
        item.words,
    )


def _finished_case(case: Case, fused: Fused, letters: Letters) -> Case:
    items = tuple(_finished(item, fused, letters) for item in case.items)
    return case._replace(test=None if case.test is None else folded(case.test), items=items)
