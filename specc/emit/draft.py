"""A body as one use of it comes from the graph, before bodies that are built alike become one."""

from typing import Any, TypeAlias, Union

from specc.emit.step import Shape, Shared, Step
from specc.namedtuple import NamedTuple


class Repeat(NamedTuple):
    """The iterations of a loop. `variables` are a `for`'s name and value in each.

    `carried` pairs what a name stands for in front of the loop with what it stands for behind it,
    -1 where that is nothing. It `rolls` unless something behind it reads what an iteration other
    than the last has made.
    """

    iterations: tuple[tuple["DraftItem", ...], ...]
    variables: tuple[tuple[str, Any] | None, ...]
    carried: tuple[tuple[int, int], ...]
    rolls: bool


class Choice(NamedTuple):
    """An `if` of the source; the fields are those of `specc.ir.graph.Branch`."""

    tests: tuple[Any, ...]
    taken: int
    items: tuple["DraftItem", ...]
    results: tuple[int, ...]


DraftItem: TypeAlias = Union[Step, Repeat, Choice]


class Draft(NamedTuple):
    """What one use of a block, or a model, does. Values are numbered as its speller does."""

    inputs: tuple[int, ...]
    input_names: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    outputs: tuple[int, ...]
    output_names: tuple[str, ...]
    items: tuple[DraftItem, ...]
    shared: tuple[Shared, ...] = ()
