"""How layers are written in Keras: the contract of a spelling and the look-up of all of them.

A spelling is a function of a `Site` that returns parts: the first takes the layer's inputs, each
further one the result before it. Keras lays tensors out as specc does, so nothing is ever turned.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypeVar

from specc.emit.expression import OWN, AllGiven, Expr, Given, call
from specc.emit.stored import Stored
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layer import Layer

__all__ = ["Part", "Site", "function", "joining", "made", "spelling_of", "spells"]


class Site(NamedTuple):
    """One use of a layer and its types; `tied` where another layer uses its weights too."""

    node: Node
    inputs: tuple[TensorType, ...]
    outputs: tuple[TensorType, ...]
    tied: bool = False
    imported: Mapping[str, str] = {}
    """What the file calls the classes of extern layers, by their path."""
    counted: bool = False
    """Whether padding is written as numbers, since Keras' `same` is not always as much here."""

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

    def axis(self, axis: int) -> int:
        """An axis of the spec (without batch) as Keras counts it (with batch)."""
        rank = max(kind.rank for kind in self.inputs)
        return -1 if axis % rank == rank - 1 else axis % rank + 1


class Part(NamedTuple):
    """A Keras layer (`make` is set) or a function of the part before it.

    `main` marks the one that holds the weights, and gets the spec's name. `stored` says where it
    keeps those of the layer's weights that live in it, by the weight's name. `dropped` counts the
    values that the expression gives besides its result and that nothing reads.
    In a `tied` function `Own` stands for the layer whose weights the node is tied to.
    """

    apply: Expr
    make: Expr | None = None
    main: bool = False
    stored: Mapping[str, Stored] = {}
    dropped: int = 0
    tied: bool = False


Written = TypeVar("Written", bound=Callable[[Site], list[Part]])
_known: dict[type[Layer], Callable[[Site], list[Part]]] = {}


def spells(*classes: type[Layer]) -> Callable[[Written], Written]:
    """Register a function as the spelling of some layer classes."""

    def register(write: Written) -> Written:
        for cls in classes:
            _known[cls] = write
        return write

    return register


def spelling_of(cls: type[Layer]) -> Callable[[Site], list[Part]] | None:
    """The spelling of a layer class or of the class it extends; None where there is none."""
    _load_all()
    return next((_known[base] for base in cls.__mro__ if base in _known), None)


@cache
def _load_all() -> None:
    for path in sorted((Path(__file__).parent / "layers").glob("[!_]*.py")):
        import_module(f"specc_keras.layers.{path.stem}")


def made(make: Expr, *, main: bool = False, **stored: Stored) -> Part:
    """A Keras layer applied to one tensor, and where it keeps the weights."""
    return Part(call(OWN, Given(0)), make, main, stored)


def joining(make: Expr) -> Part:
    """A Keras layer applied to a list of tensors."""
    return Part(call(OWN, AllGiven()), make)


def function(apply: Expr) -> Part:
    """An expression of the inputs."""
    return Part(apply)
