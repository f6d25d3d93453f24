"""What is one module in PyTorch: a condition that adds a chain of modules, a loop over one."""

from collections.abc import Iterable

from specc.emit.column import ABSENT
from specc.emit.condition import negated
from specc.emit.expression import OWN, Either, Expr, Given, call
from specc.emit.step import Body, Branch, Case, Item, Loop, Step

APPLIED = call(OWN, Given(0))
IDENTITY = call("nn.Identity")
SHORTEST_NAME = 3
"""Shorter names of tensors say little about the module that makes them."""


def with_sequences(body: Body) -> Body:
    """The body with `nn.Sequential` where a condition adds modules to a path and nothing else."""
    return body._replace(items=tuple(_changed(item) for item in body.items))


def _changed(item: Item) -> Item:
    if not isinstance(item, Branch) or len(item.cases) != 2 or len(item.results) != 1:
        return item
    first, second = item.cases
    assert first.test is not None
    if not second.items:
        return _sequence(item, first, second.values[0], first.test) or item
    if not first.items:
        return _sequence(item, second, first.values[0], negated(first.test)) or item
    return item


def _sequence(branch: Branch, case: Case, start: int, test: Expr) -> Step | None:
    """One module for the branch; None where the case is no chain from `start` to the result."""
    made: list[Expr] = []
    value = start
    for step in case.items:
        if not isinstance(step, Step) or step.make is None or step.apply != APPLIED:
            return None
        if step.ins != (value,) or len(step.outs) != 1:
            return None
        made.append(step.make)
        value = step.outs[0]
    if value != case.values[0]:
        return None
    chain = [step for step in case.items if isinstance(step, Step)]
    make = made[0] if len(made) == 1 else call("nn.Sequential", *made)
    word = branch.words[0]
    return chain[-1]._replace(
        name=word if len(word) >= SHORTEST_NAME else chain[0].name,
        make=Either(test, make, IDENTITY),
        ins=(start,),
        outs=branch.results,
        words=(word,),
        origins=tuple(map(_origin, zip(*(step.origins for step in chain), strict=True))),
    )


def repeated(loop: Loop) -> Step | None:
    """The module that a loop applies again and again, where it does nothing else."""
    step = loop.body[0]
    if not isinstance(step, Step) or len(loop.body) > 1 or len(loop.carried) != 1:
        return None
    (carried,) = loop.carried
    straight = step.ins == (carried.entry,) and step.outs == (carried.handed,)
    single = step.make is not None and step.apply == APPLIED and len(loop.results) == 1
    return step if straight and single else None


def with_repeated(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with the loops that are one module, `nn.Sequential`, as a step each."""
    return tuple(map(_repeated, items))


def _repeated(item: Item) -> Item:
    if isinstance(item, Step):
        return item
    if isinstance(item, Branch):
        cases = (case._replace(items=with_repeated(case.items)) for case in item.cases)
        return item._replace(cases=tuple(cases))
    step = repeated(item)
    if step is None:
        return item._replace(body=with_repeated(item.body))
    ins, outs = (item.carried[0].initial,), (item.results[0][1],)
    return step._replace(ins=ins, outs=outs)


def _origin(parts: tuple[object, ...]) -> object:
    """What one use puts into the chain; a single module stands there by itself."""
    return ABSENT if parts[0] is ABSENT else parts if len(parts) > 1 else parts[0]
