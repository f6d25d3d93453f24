"""The layers of a model as rows: blocks as headings, a repeat whose iterations agree shown once."""

from collections.abc import Iterator
from typing import Any

from specc.cost import Amount, add, node_macs
from specc.ir.graph import Graph, Item, Node, Region
from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple

Signature = tuple[Any, ...]


class Total(NamedTuple):
    """What a part of a model adds up to."""

    trainable: int = 0
    fixed: int = 0
    macs: Amount = 0

    def plus(self, other: "Total") -> "Total":
        """Both together."""
        macs = add(self.macs, other.macs)
        return Total(self.trainable + other.trainable, self.fixed + other.fixed, macs)


class LayerRow(NamedTuple):
    """One row: how deep it lies, its name, the layer or block, what comes out and what it costs.

    `times` is how often the row's part occurs in a row; `open` is true for a heading whose parts
    follow, so that its own numbers are theirs.
    """

    depth: int
    name: str
    word: str
    outputs: tuple[TensorType, ...]
    total: Total
    times: int = 1
    open: bool = False
    shared: bool = False


class LayerRows:
    """The rows of one graph down to `depth` headings (None: all)."""

    def __init__(self, graph: Graph, depth: int | None = None) -> None:
        self.graph = graph
        self.depth = depth
        self.totals: dict[int, Total] = {}
        self.signatures: dict[int, Signature] = {}

    def rows(self) -> Iterator[LayerRow]:
        """The rows in order, the model's own region left out."""
        return self._inside(self.graph.root.items, 0, "")

    def _inside(self, items: tuple[Item, ...], depth: int, prefix: str) -> Iterator[LayerRow]:
        for item in items:
            if item.kind == "node":
                yield self._node(self.graph.nodes[item.id], depth, prefix)
            elif self.graph.regions[item.id].kind == "repeat":
                yield from self._repeat(self.graph.regions[item.id], depth, prefix)
            else:
                yield from self._block(self.graph.regions[item.id], depth, prefix)

    def _node(self, node: Node, depth: int, prefix: str) -> LayerRow:
        outputs = self.graph.types(node.outputs)
        shared = node.shared and bool(node.weights)
        name = prefix + node.name
        return LayerRow(depth, name, node.layer.word, outputs, self._own(node), shared=shared)

    def _block(self, region: Region, depth: int, prefix: str) -> Iterator[LayerRow]:
        opened = self._opens(depth)
        outputs = self.graph.types(region.outputs)
        shared = region.owner != region.id
        total = self.total(region)
        yield LayerRow(
            depth, prefix + region.name, region.word, outputs, total, open=opened, shared=shared
        )
        if opened:
            yield from self._inside(region.items, depth + 1, "")

    def _repeat(self, repeat: Region, depth: int, prefix: str) -> Iterator[LayerRow]:
        for first, count in self._runs(repeat):
            region = self.graph.regions[repeat.items[first].id]
            if count == 1:
                label = f"{prefix}{repeat.name}.{first}."
                yield from self._inside(region.items, depth, label)
                continue
            whole = count == len(repeat.items)
            name = repeat.name if whole else f"{repeat.name}.{first}"
            yield from self._times(region, count, depth, prefix + name)

    def _times(self, region: Region, count: int, depth: int, start: str) -> Iterator[LayerRow]:
        """The row of iterations that agree, and one of them below it."""
        first = region.items[0] if len(region.items) == 1 else None
        if first is not None and first.kind == "node":
            row = self._node(self.graph.nodes[first.id], depth, "")
            yield row._replace(name=start, times=count)
            return
        inner = self.graph.regions[first.id] if first is not None else region
        single = inner if inner.kind == "block" else region
        opened = self._opens(depth)
        word = single.word or "repeat"
        total = self.total(region)
        yield LayerRow(depth, start, word, self._result(region), total, count, opened)
        if opened:
            yield from self._inside(single.items, depth + 1, "")

    def _opens(self, depth: int) -> bool:
        return self.depth is None or depth < self.depth

    def _runs(self, repeat: Region) -> Iterator[tuple[int, int]]:
        """Index and length of each run of iterations that agree."""
        kinds = [self._signature(self.graph.regions[item.id]) for item in repeat.items]
        start = 0
        for at in range(1, len(kinds) + 1):
            if at == len(kinds) or kinds[at] != kinds[start]:
                yield start, at - start
                start = at

    def _result(self, region: Region) -> tuple[TensorType, ...]:
        """What the last part of an iteration gives."""
        if not region.items:
            return ()
        item = region.items[-1]
        if item.kind == "node":
            return self.graph.types(self.graph.nodes[item.id].outputs)
        inner = self.graph.regions[item.id]
        return self.graph.types(inner.outputs) or self._result(inner)

    def _own(self, node: Node) -> Total:
        return Total(node.trainable, node.fixed, node_macs(self.graph, node))

    def total(self, region: Region) -> Total:
        """What all nodes of a region add up to."""
        if region.id not in self.totals:
            found = Total()
            for item in region.items:
                if item.kind == "node":
                    found = found.plus(self._own(self.graph.nodes[item.id]))
                else:
                    found = found.plus(self.total(self.graph.regions[item.id]))
            self.totals[region.id] = found
        return self.totals[region.id]

    def _signature(self, region: Region) -> Signature:
        """Equal for iterations that look alike in a summary."""
        if region.id not in self.signatures:
            self.signatures[region.id] = tuple(self._mark(item) for item in region.items)
        return self.signatures[region.id]

    def _mark(self, item: Item) -> Signature:
        if item.kind == "node":
            node = self.graph.nodes[item.id]
            return (node.layer.key, self.graph.types(node.outputs), node.weights, node.shared)
        region = self.graph.regions[item.id]
        return (region.kind, region.word, *self._signature(region))
