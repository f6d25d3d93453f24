"""Takes off what nothing reads of loops and branches, and steps at the end that do nothing."""

from collections.abc import Iterable

from specc.emit.expression import Given
from specc.emit.step import Body, Branch, Item, Loop, Step, inside, reads


def without_idle_end(body: Body) -> Body:
    """The body without the steps at its end that pass their input on as it is."""
    last = body.items[-1] if body.items else None
    if not isinstance(last, Step) or last.apply != Given(0):
        return body
    outputs = tuple(last.ins[0] if value == last.outs[0] else value for value in body.outputs)
    return without_idle_end(body._replace(items=body.items[:-1], outputs=outputs))


def without_unread(items: Iterable[Item], wanted: Iterable[int]) -> tuple[Item, ...]:
    """The items with only those results of loops and branches that they read, or are `wanted`."""
    kept: list[Item] = []
    needed = set(wanted)
    for item in reversed(tuple(items)):
        trimmed = _trimmed(item, needed)
        if _idle(trimmed):
            continue
        needed.update(reads(trimmed))
        kept.append(trimmed)
    return tuple(reversed(kept))


def _idle(item: Item) -> bool:
    """Whether an item is a branch that does nothing, and nothing is made of."""
    return isinstance(item, Branch) and not item.results and not any(inside(item))


def _trimmed(item: Item, wanted: set[int]) -> Item:
    if isinstance(item, Loop):
        return _loop(item, wanted)
    return _branch(item, wanted) if isinstance(item, Branch) else item


def _loop(loop: Loop, wanted: set[int]) -> Loop:
    results = tuple((inner, outer) for inner, outer in loop.results if outer in wanted)
    left = {inner for inner, _ in results}
    read = {value for item in loop.body for value in reads(item)}
    carried = tuple(c for c in loop.carried if c.entry in read or c.handed in left)
    body = without_unread(loop.body, left | {one.handed for one in carried})
    return loop._replace(results=results, carried=carried, body=body)


def _branch(branch: Branch, wanted: set[int]) -> Branch:
    kept = [at for at, value in enumerate(branch.results) if value in wanted]
    cases = []
    for case in branch.cases:
        values = tuple(case.values[at] for at in kept)
        cases.append(case._replace(items=without_unread(case.items, values), values=values))
    results = tuple(branch.results[at] for at in kept)
    return Branch(tuple(cases), results, tuple(branch.words[at] for at in kept))
