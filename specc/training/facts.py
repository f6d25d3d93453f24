"""What specc knows of a source's data without opening it."""

from typing import NamedTuple

from specc.training.target import Target


class InputFact(NamedTuple):
    """One input: sizes without the batch axis, and the range its values lie in.

    `whole` is true where all values are whole numbers written without a point, so that they can be
    read as `int` or as `float`.
    """

    name: str
    sizes: tuple[int, ...]
    low: float | None = None
    high: float | None = None
    dtype: str = "float"
    whole: bool = False


class Facts(NamedTuple):
    """The contract that a source fills in; empty or None where it is not known.

    `balance` is the share of each class, for a binary target of 0 and of 1. `values` is the
    target's least and greatest number. `loose` facts are only defaults: a spec may say otherwise.
    """

    inputs: tuple[InputFact, ...] = ()
    target_name: str = ""
    target: Target | None = None
    samples: int | None = None
    balance: tuple[float, ...] = ()
    values: tuple[float, float] | None = None
    loose: bool = False
