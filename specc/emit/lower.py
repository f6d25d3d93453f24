"""From the regions of a graph to bodies of code: blocks become classes, repeats become loops.

The backend says how one layer is written (`Speller`); everything structural happens here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from specc.emit.expression import OWN, Expr, Given, call
from specc.emit.letters import with_letters
from specc.emit.reading import LastReads
from specc.emit.step import Body, Item, Loop, Origin, Shape, Shared, Step
from specc.emit.unify import roll
from specc.ir.graph import Graph, Node, Region


class Use(NamedTuple):
    """How a use of a block is written: with a module (`make`) or as a function call."""

    make: Expr | None
    apply: Expr


class Speller(Protocol):
    """What a backend knows about writing the layers of one graph."""

    def node(self, node: Node) -> list[Step]:
        """The steps of one layer, changes of memory layout in front of it included."""

    def shape(self, value: int) -> Shape:
        """A value's sizes in memory order."""

    def shared_block(self, region: Region, use: "Use") -> Expr:
        """What builds a block that several places use."""


class Lowering:
    """Lowers the regions of one graph; `uses` says how each block use is written."""

    def __init__(self, graph: Graph, speller: Speller, uses: Mapping[int, Use]) -> None:
        self.graph = graph
        self.speller = speller
        self.uses = uses
        self.shared_nodes, self.shared_regions = _sharing(graph)
        self.reads = LastReads(graph)

    def body(self, region: Region) -> Body:
        """The body of a model or block."""
        shared: dict[str, Shared] = {}
        items = self._items(region, shared)
        return Body(
            region.inputs,
            region.input_names,
            tuple(self.speller.shape(v) for v in region.inputs),
            region.outputs,
            region.output_names,
            tuple(items),
            tuple(shared.values()),
        )

    def _items(self, region: Region, shared: dict[str, Shared]) -> list[Item]:
        found: list[Item] = []
        words = dict(reversed(region.names))
        for item in region.items:
            if item.kind == "node":
                found.extend(self._named(self._node(self.graph.nodes[item.id], shared), words))
                continue
            inner = self.graph.regions[item.id]
            if inner.kind == "block":
                found.extend(self._named(self._use(inner, shared), words))
            else:
                found.extend(self._repeat(inner, shared))
        return found

    def _named(self, steps: list[Step], words: Mapping[int, str]) -> Iterator[Item]:
        for step in steps:
            yield step._replace(words=tuple(words.get(v, "") for v in step.outs))

    def _node(self, node: Node, shared: dict[str, Shared]) -> list[Step]:
        steps = self.speller.node(node)
        if node.owner not in self.shared_nodes:
            return steps
        name = self.graph.nodes[node.owner].name
        out = []
        for step in steps:
            if step.make is not None:
                own = name + step.name.removeprefix(node.name)
                shared.setdefault(own, Shared(own, step.make, step.origin))
                step = step._replace(name=own, make=None)
            out.append(step)
        return out

    def _use(self, region: Region, shared: dict[str, Shared]) -> list[Step]:
        use = self.uses[region.owner]
        shapes = tuple(self.speller.shape(v) for v in region.outputs)
        name, make, apply = region.name, use.make, use.apply
        origin = Origin("region", region.owner)
        if region.owner in self.shared_regions:
            name = self.graph.regions[region.owner].name
            made = self.speller.shared_block(region, use)
            shared.setdefault(name, Shared(name, made, origin))
            make, apply = None, call(OWN, *(Given(i) for i in range(len(region.inputs))))
        elif make is None:
            name = ""
        ins, outs = region.inputs, region.outputs
        return [Step(name, make, apply, ins, outs, shapes, (), origin=origin)]

    def _repeat(self, region: Region, shared: dict[str, Shared]) -> list[Item]:
        iterations = [self.graph.regions[item.id] for item in region.items]
        bodies = [tuple(self._items(iteration, shared)) for iteration in iterations]
        loop = roll(bodies, lambda value: self.reads.after(value, region))
        if loop is not None:
            return [_with_letters(loop, bodies)]
        return [
            item for at, items in enumerate(bodies) for item in _numbered(items, at, len(bodies))
        ]


def _with_letters(loop: Loop, iterations: Sequence[tuple[Item, ...]]) -> Loop:
    """The loop, with letters in comments for the sizes that differ between the iterations."""
    bodies = [Body((), (), (), (), (), items) for items in iterations]
    lettered = with_letters(bodies[0]._replace(items=loop.body), bodies, (), {})
    return loop._replace(body=lettered.items)


def _sharing(graph: Graph) -> tuple[set[int], set[int]]:
    """Nodes and regions whose modules several places use, those inside shared regions left out."""
    regions = {r.owner for r in graph.regions if r.owner != r.id}
    covered: set[int] = set()
    for region in graph.regions:
        if region.owner != region.id or region.parent in covered:
            covered.add(region.id)
    nodes = {n.owner for n in graph.nodes if n.shared and n.region not in covered}
    nodes |= {n.tied for n in graph.nodes if n.tied >= 0 and n.region not in covered}
    return nodes, regions


def _numbered(items: tuple[Item, ...], at: int, count: int) -> tuple[Item, ...]:
    """Modules of an unrolled iteration carry its number, so that their names differ."""
    if count == 1:
        return items
    return tuple(_with_number(item, at + 1) for item in items)


def _with_number(item: Item, number: int) -> Item:
    if not isinstance(item, Step):
        return item._replace(body=tuple(_with_number(inner, number) for inner in item.body))
    if item.make is None:
        return item
    separator = "_" if item.name[-1:].isdigit() else ""
    return item._replace(name=f"{item.name}{separator}{number}")
