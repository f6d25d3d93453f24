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
    if not part.heavy or _heavy_count(part, up) != 1:
        return middle(part, up)
    near = _heavy_end(part, up)
    if _heavy_count(near[0], not up) == 1 or _heavy_count(part, not up) != 1:
        return middle(part, up)
    far = _heavy_end(part, not up)
    return far[1] if _heavy_count(far[0], up) == 1 else middle(part, up)


def count_heavy(part: Part) -> None:
    """Note how many of a part's wires lead to heavy parts, before any question is asked."""
    part.heavy_ups = sum(link.upper.heavy for link in part.ups)
    part.heavy_downs = sum(link.lower.heavy for link in part.downs)


def _heavy_count(part: Part, up: bool) -> int:
    return part.heavy_ups if up else part.heavy_downs


def _heavy_end(part: Part, up: bool) -> tuple[Part, float]:
    return next(end for end in _ends(part, up) if end[0].heavy)


def _ends(part: Part, up: bool) -> list[tuple[Part, float]]:
    """The parts at the other ends of its wires, and where each wire would run straight."""
    if up:
        return [(to.upper, to.upper.x + to.upper_offset - to.lower_offset) for to in part.ups]
    return [(to.lower, to.lower.x + to.lower_offset - to.upper_offset) for to in part.downs]


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
