"""One cluster arranged: its layers, their order, columns and rows, and the wires between them."""

from specc.draw.layout.align import align
from specc.draw.layout.lift import Inside
from specc.draw.layout.order import order
from specc.draw.layout.part import Link, Part
from specc.draw.layout.picture import Arrow, Curve, Picture, Rect, Text
from specc.draw.layout.rank import Layered
from specc.draw.layout.size import HEAD, LABEL_OFFSET, PAD

LABEL_STRIP = 14.0
LABEL_BASE = 11.0
ARROW = 7.0
STRAIGHT_GAP = 9.0
BENT_GAP = 22.0
DROP = 18.0
"""How far a box stands below the top of a layer that is taller, at most."""


def arrange(id: str, here: Inside, parts: dict[str, Part], frame: float) -> tuple[Part, Picture]:
    """A cluster as one part of the cluster around it, and what is drawn in it.

    `frame` is the least width of its title band; the picture itself, id "", has none. The inner
    clusters in `parts` are arranged already; they stand in the picture as rectangles only.
    """
    arrangement = _Arrangement(here, parts, framed=bool(id))
    width = arrangement.columns(frame)
    height = arrangement.rows()
    part = Part(id, width, height, "cluster")
    layered = arrangement.layered
    part.ins = {key: port.x - width / 2 for key, port in layered.entries.items()}
    part.outs = {key: port.x - width / 2 for key, port in layered.exits.items()}
    return part, arrangement.picture(width, height)


class _Arrangement:
    """The layers of one cluster on their way to coordinates."""

    def __init__(self, here: Inside, parts: dict[str, Part], *, framed: bool) -> None:
        self.pad = PAD if framed else 0.0
        self.head = HEAD if framed else 0.0
        self.layered = Layered({id: parts[id] for id in here.children}, here.nets)
        self.layers = self.layered.layers
        order(self.layers)
        align(self.layers, self.layered.lanes)
        self.strips = [
            LABEL_STRIP if any(part.labels for part in layer) else 0.0 for layer in self.layers
        ]
        self.tops: list[float] = []
        self.bottoms: list[float] = []

    def columns(self, frame: float) -> float:
        """Move the parts so that the cluster begins at 0; returns its width."""
        parts = [part for layer in self.layers for part in layer]
        left = min(part.x - part.left for part in parts)
        right = max(part.x + part.right for part in parts)
        width = max(right - left + 2 * self.pad, frame)
        shift = (width - right - left) / 2
        for part in parts:
            part.x += shift
        return width

    def rows(self) -> float:
        """Set `y` of every part, the layers below each other; returns the cluster's height."""
        y = self.head + (0.0 if self.layered.entries else self.pad)
        for layer, strip in zip(self.layers, self.strips, strict=True):
            height = max(part.height for part in layer)
            self.tops.append(y)
            self.bottoms.append(y + height)
            for part in layer:
                part.y = y + (0.0 if part.light else min(DROP, (height - part.height) / 2))
            y += height + (strip + _gap(layer) if layer is not self.layers[-1] else 0.0)
        return y + (0.0 if self.layered.exits else self.pad)

    def picture(self, width: float, height: float) -> Picture:
        """The rectangles and wires, measured from the cluster's top left corner."""
        picture = Picture(width, height, {}, {}, [], [], [])
        for layer in self.layers:
            for part in layer:
                self._draw(part, picture)
        return picture

    def _draw(self, part: Part, picture: Picture) -> None:
        rect = Rect(part.x - part.width / 2, part.y, part.width, part.height)
        if part.kind == "box":
            picture.boxes[part.id] = rect
            picture.arrows.extend([Arrow(part.x, part.y)] if part.ups else [])
        elif part.kind == "cluster":
            picture.clusters[part.id] = rect
        bottom = part.y + part.height
        for key, text in part.labels.items():
            x = part.x + part.outs[key] + LABEL_OFFSET
            picture.labels.append(Text(x, bottom + LABEL_BASE, text))
        start = self.tops[part.rank] if part.light else bottom
        picture.curves.extend(self._curve(link, start) for link in part.downs)

    def _curve(self, link: Link, start: float) -> Curve:
        upper, lower = link.upper, link.lower
        x, to_x = upper.x + link.upper_offset, lower.x + link.lower_offset
        bend_from = self.bottoms[upper.rank] + self.strips[upper.rank]
        bend_to = self.tops[lower.rank] - (ARROW if lower.kind == "box" else 0.0)
        return Curve(x, start, bend_from, bend_to, to_x, lower.y)


def _gap(layer: list[Part]) -> float:
    """The room under a layer's labels: for bends, and for the heads of arrows."""
    bend = max((abs(_sideways(link)) for part in layer for link in part.downs), default=0.0)
    return (STRAIGHT_GAP if bend < 1 else BENT_GAP + min(24.0, bend / 12)) + ARROW


def _sideways(link: Link) -> float:
    return link.lower.x + link.lower_offset - link.upper.x - link.upper_offset
