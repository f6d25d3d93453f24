"""The order inside the layers: sweeps by barycentre, the one with the fewest crossings kept."""

from bisect import bisect_right, insort

from specc.draw.layout.part import Part

ROUNDS = 12


def order(layers: list[list[Part]]) -> None:
    """Sort the layers in place so that few wires cross."""
    _number(layers)
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for turn in range(ROUNDS):
        if not fewest:
            break
        if turn % 2 == 0:
            for layer in layers[1:]:
                _sort(layer, up=True)
        else:
            for layer in layers[-2::-1]:
                _sort(layer, up=False)
        count = _crossings(layers)
        if count < fewest:
            best, fewest = [list(layer) for layer in layers], count
    layers[:] = best
    _number(layers)


def _number(layers: list[list[Part]]) -> None:
    for layer in layers:
        for place, part in enumerate(layer):
            part.place = place


def _at(part: Part, offset: float) -> float:
    """The place of a wire's end: that of its part, and how far from its middle."""
    return part.place + (offset / (part.width + 1) if offset else 0.0)


def _sort(layer: list[Part], *, up: bool) -> None:
    """Sort one layer by where its wires come from (or go to); parts without keep their place."""
    middles = {id(part): _middle(part, up=up) for part in layer}
    loose = [part for part in layer if middles[id(part)] is None]
    tied = [part for part in layer if middles[id(part)] is not None]
    tied.sort(key=lambda part: middles[id(part)] or 0.0)
    for part in loose:
        tied.insert(part.place, part)
    layer[:] = tied
    for place, part in enumerate(layer):
        part.place = place


def _middle(part: Part, *, up: bool) -> float | None:
    if up:
        ends = [
            _at(link.upper, link.upper_offset) - _shift(part, link.lower_offset)
            for link in part.ups
        ]
    else:
        ends = [
            _at(link.lower, link.lower_offset) - _shift(part, link.upper_offset)
            for link in part.downs
        ]
    return sum(ends) / len(ends) if ends else None


def _shift(part: Part, offset: float) -> float:
    return offset / (part.width + 1) if offset else 0.0


def _crossings(layers: list[list[Part]]) -> int:
    return sum(_crossings_below(layer) for layer in layers[:-1])


def _crossings_below(layer: list[Part]) -> int:
    """How often the wires under a layer cross."""
    ends = sorted(
        (_at(link.upper, link.upper_offset), _at(link.lower, link.lower_offset))
        for part in layer
        for link in part.downs
    )
    seen: list[float] = []
    count = 0
    for _, lower in ends:
        count += len(seen) - bisect_right(seen, lower)
        insort(seen, lower)
    return count
