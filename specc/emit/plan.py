"""Which classes a file of models needs: one for each way in which a block is really built.

Blocks come before those that use them. Uses of a block that differ in literals, in how often their
loops run and in what their conditions let them do share a class with parameters; where that cannot
be said, the rest are variants with a number behind the name.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from specc.emit.alike import groups
from specc.emit.column import Column
from specc.emit.draft import Draft
from specc.emit.fuse import fuse
from specc.emit.lower import Lowering, Speller, Use
from specc.emit.names import unique
from specc.emit.parameters import Named
from specc.emit.settle import settled
from specc.emit.step import Body
from specc.ir.graph import Graph, Region
from specc.namedtuple import NamedTuple


class Planned(NamedTuple):
    """One class or function: its body, its parameters in order, and where it came from."""

    name: str
    word: str
    doc: str
    parameters: tuple[Named, ...]
    body: Body
    uses: int
    region: Region
    graph: Graph


class Placed(NamedTuple):
    """One use of a block: the class it became, which of its uses it is, and what it does."""

    block: int
    use: int
    draft: Draft


class Plan(NamedTuple):
    """All blocks in an order in which they can be defined, and all models.

    `uses` are for each model its uses of blocks, by the id of the region that owns the weights, and
    `drafts` is for each model what it does.
    """

    blocks: tuple[Planned, ...]
    models: tuple[Planned, ...]
    uses: tuple[Mapping[int, Placed], ...]
    drafts: tuple[Draft, ...]


class Site(NamedTuple):
    """One use of a block in one graph."""

    graph: int
    region: Region


def plan(
    graphs: Sequence[Graph],
    spellers: Sequence[Speller],
    write_use: "Callable[[str, tuple[Named, ...], int, Region], Use]",
    class_name: Callable[[str], str],
) -> Plan:
    """Plan the classes of some models.

    `write_use(class name, parameters, index of the use, region)` says how a use is written, and
    `class_name` turns a block's name into a class's or function's.
    """
    return _Planning(graphs, spellers, write_use, class_name).plan()


class _Planning:
    def __init__(
        self,
        graphs: Sequence[Graph],
        spellers: Sequence[Speller],
        write_use: "Callable[[str, tuple[Named, ...], int, Region], Use]",
        class_name: Callable[[str], str],
    ) -> None:
        self.graphs = graphs
        self.write_use = write_use
        self.class_name = class_name
        self.uses: list[dict[int, Use]] = [{} for _ in graphs]
        self.placed: list[dict[int, Placed]] = [{} for _ in graphs]
        self.lowerings = [
            Lowering(g, s, u) for g, s, u in zip(graphs, spellers, self.uses, strict=True)
        ]
        self.taken = {class_name(graph.name) for graph in graphs}
        self.blocks: list[Planned] = []

    def plan(self) -> Plan:
        """All classes."""
        for word, sites in _in_order(self.graphs):
            drafts = [self.lowerings[site.graph].draft(site.region) for site in sites]
            found = groups(drafts)
            for group in found:
                members = [(sites[at], drafts[at]) for at in group]
                self._add(word, members, len(found) > 1)
        drafts = [low.draft(g.root) for g, low in zip(self.graphs, self.lowerings, strict=True)]
        models = tuple(map(self._model, self.graphs, drafts))
        return Plan(tuple(self.blocks), models, tuple(self.placed), tuple(drafts))

    def _model(self, graph: Graph, draft: Draft) -> Planned:
        fused = fuse([draft])
        assert fused is not None
        body, _ = settled(fused, {}, (0,))
        return Planned(
            self.class_name(graph.name), graph.name, graph.doc, (), body, 1, graph.root, graph
        )

    def _add(self, word: str, group: list[tuple[Site, Draft]], variant: bool) -> None:
        name = unique(self.class_name(word), self.taken)
        block = self._block(name, word, group)
        for index, (site, draft) in enumerate(group):
            owner = site.region.id
            self.placed[site.graph][owner] = Placed(len(self.blocks), index, draft)
            self.uses[site.graph][owner] = self.write_use(
                name, block.parameters, index, site.region
            )
        doc = _variant_doc(block, [site for site, _ in group]) if variant else block.doc
        self.blocks.append(block._replace(doc=doc))

    def _block(self, name: str, word: str, group: list[tuple[Site, Draft]]) -> Planned:
        fused = fuse([draft for _, draft in group])
        assert fused is not None
        regions = [site.region for site, _ in group]
        each = [dict(region.settings) for region in regions]
        settings: dict[str, Column] = {key: tuple(s[key] for s in each) for key in each[0]}
        channels = tuple(_channels(site, self.graphs) for site, _ in group)
        body, named = settled(fused, settings, channels)
        region, graph = regions[0], self.graphs[group[0][0].graph]
        return Planned(name, word, region.doc, named, body, len(group), region, graph)


def _in_order(graphs: Sequence[Graph]) -> list[tuple[str, list[Site]]]:
    """Blocks by name with their uses, those that are used by others first."""
    sites: dict[str, list[Site]] = {}
    inner: dict[str, set[str]] = {}
    for index, graph in enumerate(graphs):
        for region in graph.regions:
            if region.kind != "block" or region.owner != region.id or _in_shared(graph, region):
                continue
            sites.setdefault(region.word, []).append(Site(index, region))
            parent = _block_around(graph, region)
            inner.setdefault(region.word, set())
            if parent:
                inner.setdefault(parent, set()).add(region.word)
    order: list[str] = []
    for word in sites:
        _visit(word, inner, order)
    return [(word, sites[word]) for word in order if word in sites]


def _visit(word: str, inner: Mapping[str, set[str]], order: list[str]) -> None:
    if word in order:
        return
    for used in sorted(inner.get(word, ())):
        _visit(used, inner, order)
    order.append(word)


def _block_around(graph: Graph, region: Region) -> str:
    around = graph.around(region.parent)
    return next((outer.word for outer in around if outer.kind == "block"), "")


def _in_shared(graph: Graph, region: Region) -> bool:
    """True inside a later use of a shared block, whose code the first use gives."""
    return any(outer.owner != outer.id for outer in graph.around(region.parent))


def _variant_doc(planned: Planned, sites: Sequence[Site]) -> str:
    """A variant says which settings all its uses share: that is what tells it from the others."""
    settings = [dict(site.region.settings) for site in sites]
    same = [f"{n}={v}" for n, v in settings[0].items() if all(s[n] == v for s in settings)]
    what = planned.doc or f"The block `{planned.word[:60]}`."
    return f"{what}\n\nAs it is built with {', '.join(same)}." if same else what


def _channels(site: Site, graphs: Sequence[Graph]) -> Any:
    kind = graphs[site.graph].values[site.region.inputs[0]].type
    return kind.sizes[-1] if kind.sizes else 0
