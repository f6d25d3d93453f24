"""Where a part wants to stand, given the layer above or below it."""

from specc.draw.layout.part import Part

HEAVY, LIGHT = 1000.0, 1.0


def weight(part: Part) -> float:
    """How much a part's wishes count against those of its neighbours."""
    return HEAVY if part.heavy else LIGHT


def middle(part: Part, up: bool) -> float:
    """The weighted median of where its wires come from (or go to); without any, as before."""
    ends = sorted((x, weight(other)) for other, x in _ends(part, up))
    return _median(ends) if ends else part.x


def straight(part: Part, up: bool) -> float:
    """As `middle`, but one branch among several follows its own next part instead.

    So the branches between a fork and a join keep their distances, and stay straight.
    """
    near = _heavy_ends(part, up)
    if part.heavy and len(near) == 1 and len(_heavy_ends(near[0][0], not up)) > 1:
        far = _heavy_ends(part, not up)
        if len(far) == 1 and len(_heavy_ends(far[0][0], up)) == 1:
            return far[0][1]
    return middle(part, up)


def _heavy_ends(part: Part, up: bool) -> list[tuple[Part, float]]:
    return [end for end in _ends(part, up) if end[0].heavy]


def _ends(part: Part, up: bool) -> list[tuple[Part, float]]:
    """The parts at the other ends of its wires, and where each wire would run straight."""
    if up:
        return [(l.upper, l.upper.x + l.upper_offset - l.lower_offset) for l in part.ups]
    return [(l.lower, l.lower.x + l.lower_offset - l.upper_offset) for l in part.downs]


def _median(ends: list[tuple[float, float]]) -> float:
    """The middle by weight; between two where each has half."""
    half = sum(weight for _, weight in ends) / 2
    passed = 0.0
    for at, (x, own) in enumerate(ends):
        passed += own
        if passed == half and at + 1 < len(ends):
            return (x + ends[at + 1][0]) / 2
        if passed > half:
            return x
    return ends[-1][0]
