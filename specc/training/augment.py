"""Augmentation: random changes to the training part, drawn anew in every epoch."""

from typing import ClassVar

from specc.kind import Choice, Int, Real
from specc.setting import setting
from specc.training.family import Family, One, Several


class Augment(Family, root=True):
    """One random change to an input."""

    images: ClassVar[bool] = True
    """True where the input must be an image, `[height, width, channels]`."""
    foreign_words = {
        "randomhorizontalflip": "flip", "randomflip": "flip", "hflip": "flip",
        "randomrotation": "rotate", "rotation": "rotate", "randomcrop": "crop",
        "gaussian_noise": "noise", "jitter": "noise",
    }  # fmt: skip


class Flip(Augment):
    """Mirrors an image with probability 1/2 (`both`: each way by itself)."""

    word = "flip"
    direction: str = setting(Choice("horizontal", "vertical", "both"), doc="what changes sides")


class Rotate(Augment):
    """Turns an image by an angle between -degrees and degrees; what comes in is 0."""

    word = "rotate"
    degrees: float = setting(Real(0, 180, above=True), doc="largest angle")


class Crop(Augment):
    """Cuts a square of `size` pixels at a random place, after `padding` zeros on all sides."""

    word = "crop"
    size: int = setting(Int(1), doc="side of the square in pixels")
    padding: int = setting(Int(0), 0, doc="zeros added on each side before")


class Brightness(Augment):
    """Adds one number between -share and share of the value range to a whole image."""

    word = "brightness"
    share: float = setting(Real(0, 1, above=True), doc="largest share of the range")


class Contrast(Augment):
    """Scales an image's distance from its mean by a factor between 1 - share and 1 + share."""

    word = "contrast"
    share: float = setting(Real(0, 1, above=True), doc="largest change of the factor")


class Noise(Augment):
    """Adds normal noise to each value, after `scale`."""

    word = "noise"
    images = False
    std: float = setting(Real(0, above=True), doc="standard deviation")


AUGMENT = Several(One("an augmentation such as `flip(horizontal)`", Augment))
