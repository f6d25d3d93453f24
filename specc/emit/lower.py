"""From the regions of a graph to drafts of code: what each use of a block does.

The backend says how one layer is written (`Speller`); everything structural happens here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from specc.emit.draft import Choice, Draft, DraftItem, Repeat
from specc.emit.expression import OWN, Expr, Given, call
from specc.emit.reading import LastReads
from specc.emit.step import Origin, Shape, Shared, Step
from specc.ir.graph import Branch, Graph, Item, Node, Region
from specc.namedtuple import NamedTuple


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

    def draft(self, region: Region) -> Draft:
        """What a model or a use of a block does."""
        shared: dict[str, Shared] = {}
        items = self._items(region, shared)
        return Draft(
            region.inputs,
            region.input_names,
            tuple(self.speller.shape(v) for v in region.inputs),
            region.outputs,
            region.output_names,
            tuple(items),
            tuple(shared.values()),
        )

    def _items(self, region: Region, shared: dict[str, Shared]) -> list[DraftItem]:
        words = dict(reversed(region.names))
        made = [self._item(item, shared, words) for item in region.items]
        return _branched(region.branches, 0, made)

    def _item(
        self, item: Item, shared: dict[str, Shared], words: Mapping[int, str]
    ) -> list[DraftItem]:
        if item.kind == "node":
            return list(self._named(self._node(self.graph.nodes[item.id], shared), words))
        inner = self.graph.regions[item.id]
        if inner.kind == "block":
            return list(self._named(self._use(inner, shared), words))
        return [self._repeat(inner, shared)]

    def _named(self, steps: list[Step], words: Mapping[int, str]) -> Iterator[DraftItem]:
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

    def _repeat(self, region: Region, shared: dict[str, Shared]) -> Repeat:
        iterations = [self.graph.regions[item.id] for item in region.items]
        bodies = [tuple(self._items(iteration, shared)) for iteration in iterations]
        early = {value for items in bodies[:-1] for value in _made(items)}
        rolls = not any(self.reads.after(value, region) for value in early)
        variables = tuple(iteration.variable for iteration in iterations)
        return Repeat(tuple(bodies), variables, region.carried, rolls)


def _branched(
    branches: Sequence[Branch], start: int, made: Sequence[list[DraftItem]]
) -> list[DraftItem]:
    """What a region's items from `start` on became, those of an `if` put together."""
    found: list[DraftItem] = []
    at, index = 0, 0
    while index < len(branches):
        branch = branches[index]
        found += [item for items in made[at : branch.start - start] for item in items]
        after = index + 1 + branch.inner
        mine = made[branch.start - start : branch.end - start]
        items = _branched(branches[index + 1 : after], branch.start, mine)
        found.append(Choice(branch.tests, branch.taken, tuple(items), branch.results))
        at, index = branch.end - start, after
    return found + [item for items in made[at:] for item in items]


def _made(items: Sequence[DraftItem]) -> Iterator[int]:
    for item in items:
        if isinstance(item, Step):
            yield from item.outs
        elif isinstance(item, Choice):
            yield from _made(item.items)
        else:
            for iteration in item.iterations:
                yield from _made(iteration)


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
