"""Layers that pass their input on as it is."""

from specc.layer import Case, Layer


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

    cases = (Case("Identity", ((4, 3),), (4, 3)), Case("Identity", ((5,),), (5,), dtype="int"))


class StopGradient(Passing):
    """`y = x`, through which no gradient flows back.

    Shapes: any → the same.
    """

    cases = (Case("StopGradient", ((4, 3),), (4, 3)), Case("StopGradient", ((5,),), (5,)))
