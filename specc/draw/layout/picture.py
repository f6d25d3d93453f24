"""What a layout gives: rectangles, lines, arrow heads and text, in pixels from the top left."""

from specc.namedtuple import NamedTuple


class Rect(NamedTuple):
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    def moved(self, x: float, y: float) -> "Rect":
        """The same rectangle elsewhere."""
        return Rect(self.x + x, self.y + y, self.width, self.height)


class Text(NamedTuple):
    """The label of a wire; `x` is the left end and `y` the base line."""

    x: float
    y: float
    text: str


class Arrow(NamedTuple):
    """The tip of a wire's arrow, which points down."""

    x: float
    y: float


class Curve(NamedTuple):
    """One piece of a wire, falling from (x, y) to (to_x, to_y).

    Straight down to `bend_from`, sideways until `bend_to`, straight down again.
    """

    x: float
    y: float
    bend_from: float
    bend_to: float
    to_x: float
    to_y: float

    def moved(self, x: float, y: float) -> "Curve":
        """The same curve elsewhere."""
        from_y, to_y = self.bend_from + y, self.bend_to + y
        return Curve(self.x + x, self.y + y, from_y, to_y, self.to_x + x, self.to_y + y)


class Picture(NamedTuple):
    """Where everything stands: boxes and clusters by id, wires in pieces."""

    width: float
    height: float
    boxes: dict[str, Rect]
    clusters: dict[str, Rect]
    curves: list[Curve]
    arrows: list[Arrow]
    labels: list[Text]
