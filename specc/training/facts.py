"""What specc knows of a source's data without opening it."""

from typing import TYPE_CHECKING

from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.training.target import Target


class InputFact(NamedTuple):
    """One input: sizes without the batch axis, and the range its values lie in.

    `whole` is true where all values are whole numbers, so that they can be read as `int` too.
    """

    name: str
    sizes: tuple[int, ...]
    low: float | None = None
    high: float | None = None
    dtype: str = "float"
    whole: bool = False


class TargetFact(NamedTuple):
    """The target: what it looks like, its sizes as stored, and the range its values lie in.

    `exact` is true where all classes there are occur, as in a well-known data set; in a table a
    class may be missing.
    """

    name: str
    kind: "Target"
    sizes: tuple[int, ...]
    low: float
    high: float
    whole: bool
    exact: bool = False


class Facts(NamedTuple):
    """The contract that a source fills in; empty or None where it is not known.

    `balance` is the share of each class, for a binary target of 0 and of 1. `bare` is true where it
    is known that there is no target. `loose` facts are only defaults: a spec may say otherwise.
    """

    inputs: tuple[InputFact, ...] = ()
    target: TargetFact | None = None
    samples: int | None = None
    balance: tuple[float, ...] = ()
    bare: bool = False
    loose: bool = False
