"""When each value of a graph is read for the last time."""

from specc.ir.graph import Graph, Region


class LastReads:
    """Places in the order of the source: of each value's last reader, of each region's end."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.now = 0
        self.last: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self._walk(graph.root)

    def after(self, value: int, region: Region) -> bool:
        """Whether something behind a region reads a value."""
        return self.last.get(value, 0) > self.ends[region.id]

    def _walk(self, region: Region) -> None:
        self._read(region.inputs)
        for item in region.items:
            if item.kind == "node":
                self._read(self.graph.nodes[item.id].inputs)
            else:
                self._walk(self.graph.regions[item.id])
        self._read(region.outputs)
        self.ends[region.id] = self.now

    def _read(self, values: tuple[int, ...]) -> None:
        self.now += 1
        self.last.update(dict.fromkeys(values, self.now))
