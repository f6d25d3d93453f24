"""Layers that pass their input on as it is."""

from typing import TYPE_CHECKING

from specc.layer import Case, Layer

if TYPE_CHECKING:
    from specc.flow.path import Path
    from specc.flow.state import Passed, Signal


class Passing(Layer, abstract=True):
    """`y = x`, for values of any type."""

    family = "other"
    dtypes = ("float", "int", "bool")
    transparent = True
    linear = True
    view = True


class Identity(Passing):
    """`y = x`: an empty branch.

    Shapes: any → the same.
    """

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Unchanged."""
        return inputs[0]

    cases = (Case("Identity", ((4, 3),), (4, 3)), Case("Identity", ((5,),), (5,), dtype="int"))


class StopGradient(Passing):
    """`y = x`, through which no gradient flows back.

    Shapes: any → the same.
    """

    def signal(self, path: "Path", *inputs: "Signal") -> "Passed":
        """Unchanged, and nothing comes back."""
        return path.detach(inputs[0])

    cases = (Case("StopGradient", ((4, 3),), (4, 3)), Case("StopGradient", ((5,),), (5,)))
