"""Which classes a file of models needs: one for each way in which a block is really built.

Blocks come before those that use them. Uses of a block that differ in number literals only share a
class whose parameters are those literals; the rest are variants with a number behind the name.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from specc.emit.letters import with_letters
from specc.emit.lower import Lowering, Speller, Use
from specc.emit.names import unique
from specc.emit.parameters import Named, argument_names, name_columns
from specc.emit.step import Body
from specc.emit.unify import Column, body_literals, columns, replaced, skeleton
from specc.ir.graph import Graph, Region


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


class Plan(NamedTuple):
    """All blocks in an order in which they can be defined, and all models."""

    blocks: tuple[Planned, ...]
    models: tuple[Planned, ...]
    uses: tuple[Mapping[int, "Placed"], ...] = ()
    """For each model its uses of blocks, by the id of the region that owns the weights."""


class Placed(NamedTuple):
    """One use of a block: the class it became, and its own body before the uses became one."""

    block: int
    body: Body


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
    uses: list[dict[int, Use]] = [{} for _ in graphs]
    placed: list[dict[int, Placed]] = [{} for _ in graphs]
    lowerings = [Lowering(g, s, u) for g, s, u in zip(graphs, spellers, uses, strict=True)]
    taken = {class_name(graph.name) for graph in graphs}
    blocks: list[Planned] = []
    for word, sites in _in_order(graphs):
        groups = _groups(sites, lowerings)
        for group in groups:
            name = unique(class_name(word), taken)
            planned = _block(name, word, group, graphs)
            for index, (site, body) in enumerate(group):
                placed[site.graph][site.region.id] = Placed(len(blocks), body)
                uses[site.graph][site.region.id] = write_use(
                    name, planned.parameters, index, site.region
                )
            blocks.append(
                planned._replace(
                    doc=planned.doc if len(groups) == 1 else _variant_doc(planned, group)
                )
            )
    models = [
        Planned(class_name(g.name), g.name, g.doc, (), low.body(g.root), 1, g.root, g)
        for g, low in zip(graphs, lowerings, strict=True)
    ]
    return Plan(tuple(blocks), tuple(models), tuple(placed))


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
    while region.parent >= 0:
        region = graph.regions[region.parent]
        if region.kind == "block":
            return region.word
    return ""


def _in_shared(graph: Graph, region: Region) -> bool:
    """True inside a later use of a shared block, whose code the first use gives."""
    while region.parent >= 0:
        region = graph.regions[region.parent]
        if region.owner != region.id:
            return True
    return False


def _groups(sites: list[Site], lowerings: Sequence[Lowering]) -> list[list[tuple[Site, Body]]]:
    found: dict[Any, list[tuple[Site, Body]]] = {}
    for site in sites:
        body = lowerings[site.graph].body(site.region)
        found.setdefault(skeleton(body), []).append((site, body))
    return list(found.values())


def _block(
    name: str, word: str, group: list[tuple[Site, Body]], graphs: Sequence[Graph]
) -> Planned:
    bodies = [body for _, body in group]
    table = columns(bodies) if len(bodies) > 1 else [(value,) for value in body_literals(bodies[0])]
    settings: dict[str, Column] = {
        key: tuple(dict(site.region.settings)[key] for site, _ in group)
        for key, _ in group[0][0].region.settings
    }
    channels = tuple(_channels(site, graphs) for site, _ in group)
    named, texts = name_columns(table, settings, channels, argument_names(bodies[0]))
    site = group[0][0]
    written = {column: text for column, text in zip(table, texts, strict=True) if text is not None}
    body = with_letters(replaced(bodies[0], texts), bodies, named, written)
    return Planned(
        name, word, site.region.doc, named, body, len(group), site.region, graphs[site.graph]
    )


def _variant_doc(planned: Planned, group: list[tuple[Site, Body]]) -> str:
    """A variant says which settings all its uses share: that is what tells it from the others."""
    settings = [dict(site.region.settings) for site, _ in group]
    same = [f"{n}={v}" for n, v in settings[0].items() if all(s[n] == v for s in settings)]
    what = planned.doc or f"The block `{planned.word[:60]}`."
    return f"{what}\n\nAs it is built with {', '.join(same)}." if same else what


def _channels(site: Site, graphs: Sequence[Graph]) -> Any:
    kind = graphs[site.graph].values[site.region.inputs[0]].type
    return kind.sizes[-1] if kind.sizes else 0
