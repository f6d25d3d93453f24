"""Which iterations of a repeat are the same, so that one of them can stand for all."""

from typing import Any

from specc.ir.graph import Graph, Node, Region
from specc.namedtuple import NamedTuple


class _Link(NamedTuple):
    """Where an input or a weight of an iteration comes from, as seen from the one before."""

    kind: str
    node: int = -1
    output: int = 0


def alike(graph: Graph, repeat: Region) -> list[list[Region]]:
    """The iterations in runs of equal ones: layers, settings, types and wiring agree.

    A run's first iteration may read from outside what the others read from the one before.
    """
    runs: list[list[Region]] = []
    shared: tuple[_Link, ...] | None = None
    for item in repeat.items:
        iteration = graph.regions[item.id]
        links = _links(graph, runs[-1][-1], iteration) if runs else None
        if links is not None and (len(runs[-1]) == 1 or links == shared):
            runs[-1].append(iteration)
            shared = links
        else:
            runs.append([iteration])
    return runs


def _links(graph: Graph, before: Region, after: Region) -> tuple[_Link, ...] | None:
    """How `after` hangs on what is outside it; None where the iterations differ."""
    pair = _Pair(graph, before, after)
    if len(pair.before) != len(pair.after) or not _same_tree(graph, before, after):
        return None
    found: list[_Link] = []
    for old, new in zip(pair.before, pair.after, strict=True):
        if not _same_layer(graph, old, new):
            return None
        links = [pair.source(*values) for values in zip(old.inputs, new.inputs, strict=True)]
        links.append(pair.owner(old, new))
        if None in links:
            return None
        found += [link for link in links if link is not None]
    return tuple(found)


class _Pair:
    """Two iterations in a row, their nodes in order."""

    def __init__(self, graph: Graph, before: Region, after: Region) -> None:
        self.graph = graph
        self.before = tuple(graph.inside(before))
        self.after = tuple(graph.inside(after))
        self.at_before = {node.id: at for at, node in enumerate(self.before)}
        self.at_after = {node.id: at for at, node in enumerate(self.after)}

    def source(self, old: int, new: int) -> _Link | None:
        """Where two corresponding inputs come from; None where they do not correspond."""
        made_old, made_new = self.graph.values[old], self.graph.values[new]
        at_old, at_new = self.at_before.get(made_old.node), self.at_after.get(made_new.node)
        if at_old is not None or at_new is not None:
            alike = at_old == at_new and made_old.index == made_new.index
            return _Link("inside") if alike else None
        if old == new:
            return _Link("outside")
        carried = self.at_before.get(made_new.node)
        return None if carried is None else _Link("carried", carried, made_new.index)

    def owner(self, old: Node, new: Node) -> _Link | None:
        """Whose weights two corresponding nodes use."""
        if old.owner == new.owner:
            return _Link("tied")
        at_old, at_new = self.at_before.get(old.owner), self.at_after.get(new.owner)
        return _Link("own") if at_old is not None and at_old == at_new else None


def _same_layer(graph: Graph, old: Node, new: Node) -> bool:
    if old.layer.key != new.layer.key or len(old.inputs) != len(new.inputs):
        return False
    before, after = (old.inputs, old.outputs), (new.inputs, new.outputs)
    return all(graph.types(a) == graph.types(b) for a, b in zip(before, after, strict=True))


def _same_tree(graph: Graph, old: Region, new: Region) -> bool:
    """Whether blocks and repeats stand in the same places, with the same settings."""
    if _head(old) != _head(new) or len(old.items) != len(new.items):
        return False
    for one, other in zip(old.items, new.items, strict=True):
        if one.kind != other.kind:
            return False
        if one.kind == "region" and not _same_tree(
            graph, graph.regions[one.id], graph.regions[other.id]
        ):
            return False
    return True


def _head(region: Region) -> tuple[Any, ...]:
    return (region.kind, region.word, region.settings)
