"""A body of code before it is written: steps, loops, and what enters and leaves."""

from typing import NamedTuple, TypeAlias, Union

from specc.emit.expression import Expr
from specc.ir.dim import Size


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
    where only the framework needs it (padding, a permute). `origin` says whose weights the module holds,
    and plays no part when bodies are compared.
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


class Shared(NamedTuple):
    """A module that several steps use."""

    name: str
    make: Expr
    origin: Origin | None = None


class Loop(NamedTuple):
    """Iterations whose bodies are the same but for literals.

    `body` is the first iteration's. `rows` holds the literals that differ, a row an iteration, for
    the placeholders in `variables`; without any, the body runs `count` times. `carried` pairs a
    value that enters the first iteration with the one that each iteration hands to the next;
    `results` pairs a value of the body with what it is called behind the loop. `iterations` are
    the items as they were before they became one body.
    """

    body: tuple["Item", ...]
    count: Expr  # type: ignore[assignment]
    variables: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    carried: tuple[tuple[int, int], ...]
    results: tuple[tuple[int, int], ...]
    iterations: tuple[tuple["Item", ...], ...] = ()


Item: TypeAlias = Union[Step, Loop]


class Body(NamedTuple):
    """What becomes one class or function."""

    inputs: tuple[int, ...]
    input_names: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    outputs: tuple[int, ...]
    output_names: tuple[str, ...]
    items: tuple[Item, ...]
    shared: tuple[Shared, ...] = ()


def reads(item: Item) -> tuple[int, ...]:
    """The values that an item takes from outside itself."""
    if isinstance(item, Step):
        return item.ins
    made: set[int] = set()
    taken: list[int] = []
    for inner in item.body:
        taken.extend(v for v in reads(inner) if v not in made)
        made.update(writes(inner))
    return tuple(dict.fromkeys([*taken, *(start for start, _ in item.carried)]))


def writes(item: Item) -> tuple[int, ...]:
    """The values that an item makes for those behind it."""
    return item.outs if isinstance(item, Step) else tuple(outer for _, outer in item.results)
