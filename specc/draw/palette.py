"""Colours of the layer families: pale enough to print, apart for colour-blind readers.

The hues are those of Okabe and Ito 2008 (https://jfly.uni-koeln.de/color/), thinned with white.
Every box also carries its layer's word, so that no meaning hangs on colour alone.
"""

from specc.namedtuple import NamedTuple


class Colour(NamedTuple):
    """How a box is filled and framed, as `#rrggbb`."""

    fill: str
    line: str


PLAIN = Colour("#f4f4f4", "#8c8c8c")
CONVOLUTION = Colour("#dcebf7", "#0072b2")
DENSE = Colour("#fdf0d5", "#c98a00")
SEQUENCE = Colour("#f6e3ee", "#b0578a")
POOLING = Colour("#d8f0e8", "#00805d")
EMBEDDING = Colour("#e0f2fb", "#3a93c4")
ACTIVATION = Colour("#fae3d6", "#c2520a")
NORMALISATION = Colour("#faf7d0", "#a39a1c")
BLOCK = Colour("#eceaf4", "#6d6691")
TERMINAL = Colour("#ffffff", "#333333")

FAMILIES = {
    "activation": ACTIVATION,
    "attention": SEQUENCE,
    "block": BLOCK,
    "convolution": CONVOLUTION,
    "dense": DENSE,
    "input": TERMINAL,
    "normalisation": NORMALISATION,
    "output": TERMINAL,
    "pooling": POOLING,
    "recurrent": SEQUENCE,
    "resizing": POOLING,
    "text": EMBEDDING,
}
"""Family of a box → its colour; what is not named here stays grey."""

INK = "#1a1a1a"
SMALL_INK = "#555555"
WIRE = "#5a5a5a"
CLUSTER_FILLS = ("#fafafa", "#f2f3f7")
"""Blocks by depth, in turn, so that a block inside a block shows."""
CLUSTER_HEAD = "#e4e5ee"
CLUSTER_LINE = "#a3a5b5"


def colour_of(family: str) -> Colour:
    """The colour of a layer's family, or of "block", "input" and "output"."""
    return FAMILIES.get(family, PLAIN)
