"""A body of code before it is written: steps, loops, branches, and what enters and leaves."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, Union

from specc.emit.column import Column
from specc.emit.expression import Expr, walk
from specc.ir.dim import Size
from specc.namedtuple import NamedTuple


class Shape(NamedTuple):
    """A tensor's sizes in memory order, without the batch axis, for a comment."""

    sizes: tuple[Size, ...]
    channels_first: bool = False


class Origin(NamedTuple):
    """What a module is made for: part `suffix` of a node's layer, or a block's region.

    `kind` is that of the graph's items, "node" or "region", and `id` the owner's where weights are
    shared.
    """

    kind: str
    id: int
    suffix: str = ""


class Step(NamedTuple):
    """One statement: `outs = apply(ins)`, with the module that `make` builds, if any.

    `name` is the module's attribute. Where `make` is None and `name` is set, the module is one of
    the body's shared ones. `words` are the source's names for the outputs, or "". A step is `glue`
    where only the framework needs it (padding, a permute). `origin` says whose weights the module
    holds; `origins` says it for each use of a body that several became, as a tuple with one for
    each iteration inside a loop and for each part of a sequence.
    """

    name: str
    make: Expr | None
    apply: Expr
    ins: tuple[int, ...]
    outs: tuple[int, ...]
    shapes: tuple[Shape, ...]
    words: tuple[str, ...]
    glue: bool = False
    origin: Origin | None = None
    origins: Column = ()


class Shared(NamedTuple):
    """A module that several steps use."""

    name: str
    make: Expr
    origin: Origin | None = None
    origins: Column = ()


class Variable(NamedTuple):
    """What differs from one iteration to the next: `mark` stands for it in the loop's body."""

    mark: str
    hint: str
    values: Expr


class Carried(NamedTuple):
    """A value that a loop changes: `entry` in the body is `initial` first, then `handed`."""

    entry: int
    initial: int
    handed: int


class Loop(NamedTuple):
    """A body that runs once for each value of its variables; `count` is a range of as many.

    `results` pairs a value of the body with what it is called behind the loop.
    """

    body: tuple["Item", ...]
    count: Expr  # type: ignore[assignment]
    variables: tuple[Variable, ...]
    carried: tuple[Carried, ...]
    results: tuple[tuple[int, int], ...]


class Case(NamedTuple):
    """One way through a branch: where `test` holds, or none before it did; what the results are."""

    test: Expr | None
    items: tuple["Item", ...]
    values: tuple[int, ...]


class Branch(NamedTuple):
    """An `if`; the last case has no test. `words` are the source's names for the results."""

    cases: tuple[Case, ...]
    results: tuple[int, ...]
    words: tuple[str, ...]


Item: TypeAlias = Union[Step, Loop, Branch]


class Body(NamedTuple):
    """What becomes one class or function."""

    inputs: tuple[int, ...]
    input_names: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    outputs: tuple[int, ...]
    output_names: tuple[str, ...]
    items: tuple[Item, ...]
    shared: tuple[Shared, ...] = ()


def inside(item: Item) -> tuple[tuple[Item, ...], ...]:
    """The bodies in a loop or branch."""
    if isinstance(item, Step):
        return ()
    return (item.body,) if isinstance(item, Loop) else tuple(case.items for case in item.cases)


def steps(items: Iterable[Item]) -> Iterator[Step]:
    """All steps, those of loops and branches included."""
    for item in items:
        if isinstance(item, Step):
            yield item
        for body in inside(item):
            yield from steps(body)


def handled(item: Item) -> Iterator[int]:
    """The values that a loop or branch takes itself, its body apart; those of a step."""
    if isinstance(item, Step):
        yield from item.ins
    elif isinstance(item, Loop):
        for carried in item.carried:
            yield from (carried.initial, carried.handed)
        yield from (value for value, _ in item.results)
    else:
        for case in item.cases:
            yield from case.values


def reads(item: Item) -> Iterator[int]:
    """All values that an item reads, its own among them."""
    yield from handled(item)
    for body in inside(item):
        for inner in body:
            yield from reads(inner)


def rewritten(item: Item, change: Callable[[Expr], Expr | None]) -> Item:
    """The item with `change` applied to the parts of all its expressions, in a fixed order."""
    if isinstance(item, Step):
        make = None if item.make is None else walk(item.make, change)
        return item._replace(make=make, apply=walk(item.apply, change))
    if isinstance(item, Loop):
        count = walk(item.count, change)
        variables = tuple(v._replace(values=walk(v.values, change)) for v in item.variables)
        body = tuple(rewritten(inner, change) for inner in item.body)
        return item._replace(count=count, variables=variables, body=body)
    return item._replace(cases=tuple(_rewritten_case(case, change) for case in item.cases))


def _rewritten_case(case: Case, change: Callable[[Expr], Expr | None]) -> Case:
    test = None if case.test is None else walk(case.test, change)
    return case._replace(test=test, items=tuple(rewritten(item, change) for item in case.items))


def rewritten_body(body: Body, change: Callable[[Expr], Expr | None]) -> Body:
    """A body with `change` applied to the parts of all its expressions, in a fixed order."""
    shared = tuple(s._replace(make=walk(s.make, change)) for s in body.shared)
    return body._replace(shared=shared, items=tuple(rewritten(item, change) for item in body.items))
