"""Scaling: what is done to the inputs, fitted on the training part only."""

from specc.kind import Optional, Real
from specc.setting import setting
from specc.training.family import Family, One


class Scale(Family, root=True):
    """What is done to the inputs before the model sees them."""

    foreign_words = {
        "standardize": "standard", "standardise": "standard", "standardscaler": "standard",
        "zscore": "standard", "min_max": "minmax", "minmaxscaler": "minmax", "rescale": "divide",
    }  # fmt: skip


class Standard(Scale):
    """`(x - mean) / std` of each feature, a std of 0 read as 1; images: of each channel."""

    word = "standard"


class MinMax(Scale):
    """`(x - min) / (max - min)` of each feature, a range of 0 read as 1; images: of all pixels."""

    word = "minmax"


class Divide(Scale):
    """`x / by`."""

    word = "divide"
    by: float = setting(Real(0, above=True), doc="the divisor")


SCALE = Optional(One("a scaling such as `standard`", Scale))
