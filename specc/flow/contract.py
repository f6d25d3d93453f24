"""What the analysis asks of a layer; read by type checkers only."""

from typing import Protocol

from specc.window import Pad


class Function(Protocol):
    """An elementwise function with its derivative."""

    def __hash__(self) -> int:
        """Equal for equal functions."""

    @property
    def rectifier(self) -> float | None:
        """The slope below 0 of a function that is `x` above; None for any other."""

    def value(self, x: float) -> float:
        """The function."""

    def derivative(self, x: float) -> float:
        """Its derivative."""


class Windowed(Protocol):
    """The settings of a layer with a window that say where it stands."""

    @property
    def padding(self) -> Pad:
        """What is added around the input."""

    @property
    def stride(self) -> tuple[int, ...]:
        """The step of the window."""
