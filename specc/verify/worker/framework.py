"""What a worker must know about its framework."""

from types import ModuleType
from typing import Any, Protocol

import numpy as np

from specc.namedtuple import NamedTuple

Array = np.ndarray[Any, Any]

STEPS = 2
"""Steps of training, each against the gradient, in batch norm's and dropout's training mode."""

SHARES = (1e-2, 1e-3, 1e-4)
"""Shares of the loss that one step is to take away if the loss were a plane, tried in turn: with
the right gradient some small enough step goes down."""


class Counts(NamedTuple):
    """Parameters of a model that training changes, and those that it leaves."""

    trainable: int
    fixed: int


class Framework(Protocol):
    """Builds, runs and measures generated models; arrays are laid out as the programs have them."""

    def build(self, module: ModuleType, name: str, precise: bool = False) -> Any:
        """A new model of a generated module, with its starting weights; `precise` in double."""

    def count(self, model: Any) -> Counts:
        """The parameters that the framework itself sees."""

    def run(self, model: Any, inputs: list[Array]) -> list[Array]:
        """The outputs in evaluation mode."""

    def macs(self, model: Any, inputs: list[Array]) -> int | None:
        """Multiply-adds as the framework executes them; None where it does more than it must."""

    def gradients(self, model: Any, inputs: list[Array], factors: list[Array]) -> None:
        """Put in place of each weight the derivative of the sum of all outputs times `factors`.

        Evaluation mode, of a model and arrays in double precision; what training does not change
        becomes 0.
        """

    def losses(self, model: Any, inputs: list[Array], noise: list[Array]) -> tuple[float, ...]:
        """A loss before and after some steps of training, or nothing where no weight has one.

        Outputs shall become what they were at the start plus `noise` times their magnitude.
        """
