"""The parts that a cluster's layout moves about: boxes, inner clusters, ports and lanes."""

from typing import TypeAlias

from specc.namedtuple import NamedTuple

Key: TypeAlias = tuple[str, int]
"""A tensor in the picture: the box that makes it, and its value."""


class Part:
    """A thing in a layer, `x` at its middle; `kind` is "box", "cluster" or "point".

    `left` and `right` say how much room it takes from there, labels counted. Points are where
    wires run through a layer or a frame: they are `light`. `ins` and `outs` are how far from the
    middle each tensor enters and leaves. Where columns are chosen, what is not `heavy` gives way.
    """

    __slots__ = (
        "downs", "heavy", "heavy_downs", "heavy_ups", "height", "id", "ins", "kind", "labels",
        "left", "light", "outs", "place", "rank", "right", "ups", "width", "x", "y",
    )  # fmt: skip

    def __init__(self, id: str, width: float, height: float, kind: str = "box") -> None:
        self.id, self.width, self.height, self.kind = id, width, height, kind
        self.light = kind == "point"
        self.heavy = not self.light
        self.left = self.right = width / 2
        self.ins: dict[Key, float] = {}
        self.outs: dict[Key, float] = {}
        self.labels: dict[Key, str] = {}
        self.ups: list[Link] = []
        self.downs: list[Link] = []
        self.rank = self.place = self.heavy_ups = self.heavy_downs = 0
        self.x = self.y = 0.0


class Link(NamedTuple):
    """A wire between two layers that follow each other; offsets are from the parts' middles."""

    upper: Part
    lower: Part
    upper_offset: float
    lower_offset: float


class Net(NamedTuple):
    """One tensor inside one cluster: the part that brings it, and those that it reaches."""

    key: Key
    source: str
    targets: list[str]


LANE_ROOM = 7.0
"""Half the distance between two wires side by side, in pixels."""


def point(id: str) -> Part:
    """A port or a lane."""
    part = Part(id, 0.0, 0.0, "point")
    part.left = part.right = LANE_ROOM
    return part
