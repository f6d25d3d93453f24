"""Layers: every part below all that it reads from, and lanes for wires that pass a layer."""

from specc.draw.layout.lift import ENTRY, EXIT
from specc.draw.layout.part import Key, Link, Net, Part, point
from specc.draw.scene import TooLarge

MOST_LANES = 30_000


class Layered:
    """The parts of one cluster in layers, ports first and last.

    `ports` holds the entries and exits by tensor.
    """

    def __init__(self, parts: dict[str, Part], nets: dict[Key, Net]) -> None:
        self.parts = parts
        self.nets = nets
        self.entries = {n.key: point(ENTRY) for n in nets.values() if n.source == ENTRY}
        self.exits = {n.key: point(EXIT) for n in nets.values() if EXIT in n.targets}
        self.lanes: list[list[Part]] = []
        self._rank()
        last = max((part.rank for part in parts.values()), default=0) + bool(self.exits)
        self.layers: list[list[Part]] = [[] for _ in range(last + 1)]
        for port in (*self.entries.values(), *self.exits.values()):
            port.heavy = True
        for port in self.exits.values():
            port.rank = last
        for part in (*self.entries.values(), *parts.values(), *self.exits.values()):
            self.layers[part.rank].append(part)
        self._link_all()

    def _rank(self) -> None:
        """The longest way from the top; parts that read nothing stand right above their reader."""
        arcs = list(self._arcs())
        first = 1 if self.entries else 0
        waiting: dict[str, list[str]] = {id: [] for id in self.parts}
        readers: dict[str, list[str]] = {id: [] for id in self.parts}
        for source, target in arcs:
            waiting[target].append(source)
            readers[source].append(target)
        for id, part in self.parts.items():
            part.rank = max((self.parts[s].rank + 1 for s in waiting[id]), default=first)
        entered = {t for net in self.nets.values() if net.source == ENTRY for t in net.targets}
        for id, part in self.parts.items():
            if readers[id] and not waiting[id] and id not in entered:
                part.rank = min(self.parts[t].rank for t in readers[id]) - 1

    def _arcs(self) -> list[tuple[str, str]]:
        return [
            (net.source, target)
            for net in self.nets.values()
            if net.source != ENTRY
            for target in net.targets
            if target != EXIT
        ]

    def _link_all(self) -> None:
        count = 0
        for net in self.nets.values():
            source = self.entries[net.key] if net.source == ENTRY else self.parts[net.source]
            ends = [self.exits[net.key] if t == EXIT else self.parts[t] for t in net.targets]
            count += max(end.rank for end in ends) - source.rank - 1
            if count > MOST_LANES:
                raise TooLarge(f"the diagram would need more than {MOST_LANES} lanes for wires")
            self._link(net.key, source, ends)

    def _link(self, key: Key, source: Part, ends: list[Part]) -> None:
        """Lanes down to the lowest reader; every reader branches off the layer above it.

        All that a box makes going one way is a branch; what also goes another way is a skip.
        """
        lowest = max(end.rank for end in ends)
        lanes = [self._lane(rank) for rank in range(source.rank + 1, lowest)]
        branch = not source.light and len(source.outs) + len(ends) == 2
        for lane in lanes:
            lane.heavy = branch
        chain = [source, *lanes]
        for upper, lower in zip(chain, lanes, strict=False):
            _connect(upper, lower, key)
        for end in ends:
            _connect(chain[end.rank - source.rank - 1], end, key)
        if lanes:
            self.lanes.append(lanes)

    def _lane(self, rank: int) -> Part:
        lane = point("lane")
        lane.rank = rank
        self.layers[rank].append(lane)
        return lane


def _connect(upper: Part, lower: Part, key: Key) -> None:
    link = Link(upper, lower, upper.outs.get(key, 0.0), lower.ins.get(key, 0.0))
    upper.downs.append(link)
    lower.ups.append(link)
