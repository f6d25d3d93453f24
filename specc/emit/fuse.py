"""Makes one body of the bodies that a block has in its uses, and one of a loop's iterations.

The bodies are walked side by side. At each place stand the literals of all of them (a column);
values that all bodies make in the same place become one value. What an `if` of the source lets only
some of them make becomes a branch; a loop may run a different number of times in each.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import count
from typing import TypeAlias

from specc.emit.carried import carried_on
from specc.emit.column import Column, differs
from specc.emit.condition import condition
from specc.emit.draft import Choice, Draft, DraftItem, Repeat
from specc.emit.expression import Varied, call
from specc.emit.iterate import Closing
from specc.emit.join import Mismatch, joined
from specc.emit.scope import Scope, restore
from specc.emit.step import (
    Body,
    Branch,
    Case,
    Item,
    Loop,
    Shared,
    Step,
    steps,
)
from specc.emit.trim import without_unread
from specc.namedtuple import NamedTuple

FIRST_VALUE = 1_000_000_000
"""Values of fused bodies are numbered from here, so that they are never taken for a speller's."""

Lists: TypeAlias = dict[int, tuple[DraftItem, ...]]


class Fused(NamedTuple):
    """One body for several drafts, with columns for literals and origins.

    `shapes` says for each step, by its first output, what shapes it makes in each use, `inputs` for
    each input its shape in each use.
    """

    body: Body
    shapes: Mapping[int, Column]
    inputs: Sequence[Column]


def fuse(drafts: Sequence[Draft]) -> Fused | None:
    """One body that all drafts are instances of; None where there is none."""
    if any(_heading(draft) != _heading(drafts[0]) for draft in drafts):
        return None
    try:
        return _Fusion(drafts).fused()
    except Mismatch:
        return None


def _heading(draft: Draft) -> tuple[object, ...]:
    """What drafts must agree in before anything is compared."""
    return (draft.input_names, draft.output_names, [shared.name for shared in draft.shared])


class _Fusion:
    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        longest = sorted(range(len(drafts)), key=lambda at: -_size(drafts[at].items))
        self.scope = Scope(len(drafts), count(FIRST_VALUE), longest)
        self.shapes: dict[int, Column] = {}
        self.marks = count()

    def fused(self) -> Fused:
        """The body of all drafts."""
        drafts, scope = self.drafts, self.scope
        inputs = tuple(map(scope.define, zip(*(d.inputs for d in drafts), strict=True)))
        shared = tuple(map(self._shared, zip(*(d.shared for d in drafts), strict=True)))
        items = self._items({at: draft.items for at, draft in enumerate(drafts)}, scope)
        outputs = tuple(map(scope.read, zip(*(d.outputs for d in drafts), strict=True)))
        body = Body(
            inputs,
            drafts[0].input_names,
            (),
            outputs,
            drafts[0].output_names,
            without_unread(items, outputs),
            shared,
        )
        return Fused(body, self.shapes, list(zip(*(d.input_shapes for d in drafts), strict=True)))

    def _shared(self, made: tuple[Shared, ...]) -> Shared:
        make = joined([one.make for one in made], tuple)
        return Shared(made[0].name, make, None, tuple(one.origin for one in made))

    def _items(self, lists: Lists, scope: Scope) -> tuple[Item, ...]:
        waiting = {at: deque(items) for at, items in lists.items()}
        found: list[Item] = []
        while any(waiting.values()):
            if not all(waiting.values()):
                raise Mismatch
            heads = {at: items.popleft() for at, items in waiting.items()}
            more, instead = self._heads(heads, scope)
            found += more
            for at, items in instead.items():
                waiting[at].extendleft(reversed(items))
        return tuple(found)

    def _heads(self, heads: dict[int, DraftItem], scope: Scope) -> tuple[list[Item], Lists]:
        """What stands at one place of all bodies, or what to look at instead of it."""
        steps = {at: head for at, head in heads.items() if isinstance(head, Step)}
        if len(steps) == len(heads):
            return [self._step(steps, scope)], {}
        repeats = {at: head for at, head in heads.items() if isinstance(head, Repeat)}
        if len(repeats) == len(heads):
            return self._repeat(repeats, scope)
        choices = {at: head for at, head in heads.items() if isinstance(head, Choice)}
        if len(choices) == len(heads):
            return self._choice(choices, scope)
        raise Mismatch

    def _step(self, steps: dict[int, Step], scope: Scope) -> Step:
        lead: Step = scope.lead(steps)
        if any(_form(step) != _form(lead) for step in steps.values()):
            raise Mismatch
        places = list(steps)

        def place(values: Sequence[object]) -> Column:
            return scope.column(dict(zip(places, values, strict=True)))

        makes = [step.make for step in steps.values() if step.make is not None]
        make = joined(makes, place) if makes else None
        apply = joined([step.apply for step in steps.values()], place)
        ins = tuple(map(scope.read, map(place, zip(*(s.ins for s in steps.values()), strict=True))))
        outs = tuple(
            map(scope.define, map(place, zip(*(s.outs for s in steps.values()), strict=True)))
        )
        self.shapes[outs[0]] = place([step.shapes for step in steps.values()])
        origins = place([step.origin for step in steps.values()])
        return lead._replace(make=make, apply=apply, ins=ins, outs=outs, shapes=(), origins=origins)

    def _repeat(self, repeats: dict[int, Repeat], scope: Scope) -> tuple[list[Item], Lists]:
        counts = [len(repeat.iterations) for repeat in repeats.values()]
        if max(counts) > (1 if min(counts) == max(counts) else 0) and all(
            repeat.rolls for repeat in repeats.values()
        ):
            saved = scope.save()
            try:
                return [self._loop(repeats, scope)], {}
            except Mismatch:
                restore(saved)
        return [], {at: _unrolled(repeat) for at, repeat in repeats.items()}

    def _loop(self, repeats: dict[int, Repeat], scope: Scope) -> Loop:
        groups: list[list[int] | None] = [
            [] if at in repeats else None for at in range(scope.count)
        ]
        lists: Lists = {}
        for at, repeat in repeats.items():
            for iteration in repeat.iterations:
                groups[at].append(len(lists))  # type: ignore[union-attr]
                lists[len(lists)] = iteration
        order = [inner for at in scope.order for inner in groups[at] or ()]
        inner = Scope(len(lists), scope.ids, order, scope, [group or () for group in groups])
        body = self._items(lists, inner)
        if not body:
            raise Mismatch
        carried, results, body = carried_on(repeats, body, inner)
        variables = [v for repeat in repeats.values() for v in repeat.variables]
        closing = Closing(groups, variables, self.shapes, self.marks)
        body = tuple(closing.item(item) for item in body)
        counts = Varied(scope.column({a: len(r.iterations) for a, r in repeats.items()}), "depth")
        over = closing.found()
        if over and differs(counts.column):
            return Loop(body, call("range", call("len", over[0].values)), over, carried, results)
        return Loop(body, call("range", counts), over, carried, results)

    def _choice(self, choices: dict[int, Choice], scope: Scope) -> tuple[list[Item], Lists]:
        ways = sorted({choice.taken for choice in choices.values()})
        if len(ways) == 1:
            return [], {at: choice.items for at, choice in choices.items()}
        if scope.parent is not None:
            raise Mismatch
        arms = {w: {at: c for at, c in choices.items() if c.taken == w} for w in ways}
        before = dict(scope.defined)
        bodies = {
            way: self._items({at: choice.items for at, choice in arm.items()}, scope)
            for way, arm in arms.items()
        }
        results, values = _results(choices, arms, scope, before)
        tests = [
            condition({at: c.tests[way] for at, c in choices.items() if c.taken >= way},
                      {at: c.taken == way for at, c in choices.items() if c.taken >= way}, scope)
            for way in ways[:-1]
        ]  # fmt: skip
        cases = tuple(
            Case(test, bodies[way], values[way])
            for way, test in zip(ways, [*tests, None], strict=True)
        )
        return [Branch(cases, results, _words(cases, len(results)))], {}


def _results(
    choices: dict[int, Choice],
    arms: Mapping[int, dict[int, Choice]],
    scope: Scope,
    before: dict[Column, int],
) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
    """What a branch makes known behind it, and which value that is on each way through it.

    Nothing else that was made since `before` is known there.
    """
    made: dict[Column, int] = {}
    values: dict[int, list[int]] = {way: [] for way in arms}
    for index in range(min(len(choice.results) for choice in choices.values())):
        given = {at: choice.results[index] for at, choice in choices.items()}
        column = scope.column(given)
        if -1 in given.values() or column in made or column in before:
            continue
        parts = {
            way: scope.find(scope.column({at: given[at] for at in arm}))
            for way, arm in arms.items()
        }
        known = {way: part for way, part in parts.items() if part is not None}
        if len(known) < len(parts):
            continue
        made[column] = next(scope.ids)
        for way, part in known.items():
            values[way].append(part)
    scope.defined = {**before, **made}
    return tuple(made.values()), {way: tuple(parts) for way, parts in values.items()}


def _words(cases: Sequence[Case], count: int) -> tuple[str, ...]:
    """What the source calls the results of a branch: as it calls them where they are made."""
    made = {
        value: word
        for case in cases
        for step in steps(case.items)
        for value, word in zip(step.outs, step.words or ("",) * len(step.outs), strict=True)
    }
    rows = zip(*(case.values for case in cases), strict=True) if count else ()
    return tuple(next((made[v] for v in row if made.get(v)), "") for row in rows)


def _form(step: Step) -> tuple[object, ...]:
    """What steps must agree in, their expressions apart."""
    shared = step.name if step.make is None else ""
    return (step.make is None, shared, len(step.ins), len(step.outs), step.glue)


def _size(items: Sequence[DraftItem]) -> int:
    """How many steps there are; iterations count once."""
    total = 0
    for item in items:
        if isinstance(item, Repeat):
            total += max((_size(one) for one in item.iterations), default=0)
        else:
            total += 1 if isinstance(item, Step) else _size(item.items)
    return total


def _unrolled(repeat: Repeat) -> tuple[DraftItem, ...]:
    """The items of all iterations, modules numbered so that their names differ."""
    if len(repeat.iterations) < 2:
        return tuple(item for items in repeat.iterations for item in items)
    return tuple(
        _with_number(item, number)
        for number, items in enumerate(repeat.iterations, 1)
        for item in items
    )


def _with_number(item: DraftItem, number: int) -> DraftItem:
    if isinstance(item, Repeat):
        iterations = tuple(
            tuple(_with_number(i, number) for i in items) for items in item.iterations
        )
        return item._replace(iterations=iterations)
    if isinstance(item, Choice):
        return item._replace(items=tuple(_with_number(inner, number) for inner in item.items))
    if item.make is None:
        return item
    separator = "_" if item.name[-1:].isdigit() else ""
    return item._replace(name=f"{item.name}{separator}{number}")
