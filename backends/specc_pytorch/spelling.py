"""How layers are written in PyTorch: the contract of a spelling and the look-up of all of them.

A spelling is a function of a `Site` that returns parts: the first takes the layer's inputs, each
further one the result before it. It is registered for its layer class with the memory layout that
it works on.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypeVar

from specc.emit.expression import OWN, Expr, Given, call
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layer import Layer
from specc_pytorch.layout import ANY, FIRST, LAST

__all__ = [
    "ANY",
    "FIRST",
    "LAST",
    "Part",
    "Site",
    "Spelling",
    "function",
    "module",
    "spells",
    "spelling_of",
]


class Site(NamedTuple):
    """One use of a layer: its types, and the layout in which it runs.

    `imported` says what the file calls the classes of extern layers, by their path.
    """

    node: Node
    inputs: tuple[TensorType, ...]
    outputs: tuple[TensorType, ...]
    layout: str
    imported: Mapping[str, str] = {}

    @property
    def layer(self) -> Layer:
        """The layer with its settings."""
        return self.node.layer

    @property
    def channels(self) -> int:
        """The size of the first input's last axis."""
        size = self.inputs[0].channels
        return size if isinstance(size, int) else 0

    @property
    def spatial(self) -> int:
        """The number of axes besides the channels."""
        return self.inputs[0].rank - 1

    def dim(self, axis: int) -> int:
        """An axis of the spec (without batch) as a dimension in memory (with batch)."""
        rank = max(kind.rank for kind in self.inputs)
        axis = axis % rank
        if self.layout != FIRST or rank == 1:
            return axis - rank if axis == rank - 1 else axis + 1
        return 1 if axis == rank - 1 else axis + 2


class Part(NamedTuple):
    """A module (`make` is set) or a function of the part before it; `suffix` tells modules apart.

    `glue` marks what stands there only because PyTorch cannot say it otherwise. `stored` says where
    the module keeps those of the layer's weights that live in it, by the weight's name. `dropped`
    counts the values that the expression gives besides its result and that nothing reads.
    In a `tied` function `Own` stands for the module whose weights the node is tied to.
    """

    apply: Expr
    make: Expr | None = None
    suffix: str = ""
    glue: bool = False
    stored: Mapping[str, Stored] = {}
    dropped: int = 0
    tied: bool = False


class Spelling(NamedTuple):
    """How one layer class is written, and the layout it wants (or what decides it)."""

    write: Callable[[Site], list[Part]]
    wants: "str | Callable[[Node, tuple[TensorType, ...]], str]"


_known: dict[type[Layer], Spelling] = {}
Written = TypeVar("Written", bound=Callable[[Site], list[Part]])


def spells(
    *classes: type[Layer], wants: "str | Callable[[Node, tuple[TensorType, ...]], str]" = ANY
) -> Callable[[Written], Written]:
    """Register a function as the spelling of some layer classes."""

    def register(write: Written) -> Written:
        for cls in classes:
            _known[cls] = Spelling(write, wants)
        return write

    return register


def spelling_of(cls: type[Layer]) -> Spelling | None:
    """The spelling of a layer class or of the class it extends; None where there is none."""
    _load_all()
    return next((_known[base] for base in cls.__mro__ if base in _known), None)


@cache
def _load_all() -> None:
    for path in sorted((Path(__file__).parent / "layers").glob("[!_]*.py")):
        import_module(f"specc_pytorch.layers.{path.stem}")


def module(make: Expr, suffix: str = "", **stored: Stored) -> Part:
    """A module applied to one tensor, and where it keeps the layer's weights."""
    return Part(call(OWN, Given(0)), make, suffix, stored=stored)


def function(apply: Expr, *, glue: bool = False) -> Part:
    """An expression of the inputs."""
    return Part(apply, glue=glue)
