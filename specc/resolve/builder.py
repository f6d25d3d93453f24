"""Builds the tables of one graph while a model is unrolled."""

from typing import Any

from specc.ir.graph import Branch, Graph, Item, Node, Place, Region, Value
from specc.ir.tensor import UNKNOWN, TensorType
from specc.layer import Layer, Weight, snake
from specc.resolve.bound import Budget, LimitExceeded
from specc.resolve.repeated import KNOWN

MAX_APPLICATIONS = 200_000
WORK_OF_STEP = 10
WORK_OF_REGION = 40


class OpenRegion:
    """A region while it is filled."""

    __slots__ = (
        "branches",
        "carried",
        "doc",
        "id",
        "input_names",
        "inputs",
        "items",
        "kind",
        "names",
        "output_names",
        "outputs",
        "owner",
        "parent",
        "place",
        "settings",
        "suggested",
        "variable",
        "word",
    )

    def __init__(
        self,
        id: int,
        kind: str,
        word: str,
        parent: int,
        place: Place,
        settings: tuple[tuple[str, Any], ...],
        doc: str,
    ) -> None:
        self.id, self.kind, self.word, self.parent = id, kind, word, parent
        self.place, self.settings, self.doc = place, settings, doc
        self.owner = id
        self.items: list[Item] = []
        self.inputs: list[int] = []
        self.outputs: list[int] = []
        self.input_names: list[str] = []
        self.output_names: list[str] = []
        self.names: list[tuple[int, str]] = []
        self.suggested: dict[Item, str] = {}
        self.branches: list[Branch] = []
        self.variable: tuple[str, Any] | None = None
        self.carried: tuple[tuple[int, int], ...] = ()


class OpenNode:
    """A node before its name is known."""

    __slots__ = (
        "id",
        "inputs",
        "layer",
        "outputs",
        "owner",
        "place",
        "region",
        "tied",
        "weights",
    )

    def __init__(
        self,
        id: int,
        layer: Layer,
        inputs: tuple[int, ...],
        outputs: tuple[int, ...],
        region: int,
        owner: int,
        weights: tuple[Weight, ...],
        place: Place,
        tied: int,
    ) -> None:
        self.id, self.layer, self.inputs, self.outputs = id, layer, inputs, outputs
        self.region, self.owner, self.weights, self.place = region, owner, weights, place
        self.tied = tied


class Builder:
    """The growing tables; `close` gives the finished graph."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.values: list[Value] = []
        self.nodes: list[OpenNode] = []
        self.regions: list[OpenRegion] = []
        self.open: list[OpenRegion] = []
        self.known = KNOWN

    def tick(self, place: Place) -> None:
        """Count one step of unrolling, so that empty loops end too."""
        self.budget.spend(WORK_OF_STEP, *place)

    def value(self, kind: TensorType, node: int = -1, index: int = 0) -> int:
        """A new value of a type."""
        self.values.append(Value(len(self.values), kind, node, index))
        return len(self.values) - 1

    def unknown(self) -> int:
        """A new value that follows from a fault."""
        return self.value(UNKNOWN)

    def type(self, value: int) -> TensorType:
        """The type of a value."""
        return self.values[value].type

    def enter(
        self,
        kind: str,
        word: str,
        place: Place,
        settings: tuple[tuple[str, Any], ...] = (),
        doc: str = "",
    ) -> OpenRegion:
        """Open a region inside the one that is open."""
        self.budget.spend(WORK_OF_REGION, *place)
        parent = self.open[-1].id if self.open else -1
        region = OpenRegion(len(self.regions), kind, word, parent, place, settings, doc)
        self.regions.append(region)
        if self.open:
            self.open[-1].items.append(Item("region", region.id))
        self.open.append(region)
        return region

    def leave(self) -> None:
        """Close the innermost region."""
        self.open.pop()

    def node(
        self,
        layer: Layer,
        inputs: tuple[int, ...],
        kinds: tuple[TensorType, ...],
        weights: tuple[Weight, ...],
        place: Place,
        owner: int = -1,
        tied: int = -1,
    ) -> tuple[int, ...]:
        """Add an application of a layer; returns the ids of its outputs."""
        if len(self.nodes) >= MAX_APPLICATIONS:
            raise LimitExceeded(
                f"the model has more than {MAX_APPLICATIONS} layers after unrolling",
                place.source,
                place.span,
            )
        id = len(self.nodes)
        outputs = tuple([self.value(kind, id, index) for index, kind in enumerate(kinds)])
        region = self.open[-1]
        self.nodes.append(
            OpenNode(
                id,
                layer,
                inputs,
                outputs,
                region.id,
                owner if owner >= 0 else id,
                weights,
                place,
                tied,
            )
        )
        region.items.append(Item("node", id))
        return outputs

    def weighted(self, item: Item) -> bool:
        """True for a layer with weights and for anything that holds one."""
        if item.kind == "node":
            return bool(self.nodes[item.id].weights)
        return any(self.weighted(inner) for inner in self.regions[item.id].items)

    def suggest(self, name: str, since: int) -> None:
        """Name the one weighted item added to the open region since `since` after its tensor."""
        region = self.open[-1]
        added = [item for item in region.items[since:] if self.weighted(item)]
        if len(added) == 1 and len(name) >= 3 and self._single(added[0]):
            region.suggested.setdefault(added[0], name)

    def _single(self, item: Item) -> bool:
        return item.kind == "node" or self.regions[item.id].kind == "block"

    def close(self, name: str, doc: str, place: Place) -> Graph:
        """The finished graph, every node and region named."""
        names = _Names(self)
        nodes = tuple(
            Node(
                n.id,
                n.layer,
                n.inputs,
                n.outputs,
                n.region,
                n.owner,
                n.weights,
                n.place,
                *names.of("node", n.id),
                n.tied,
            )
            for n in self.nodes
        )
        regions = tuple(
            Region(
                r.id,
                r.kind,
                r.word,
                r.settings,
                r.parent,
                tuple(r.items),
                tuple(r.inputs),
                tuple(r.outputs),
                tuple(r.input_names),
                tuple(r.output_names),
                tuple(r.names),
                r.owner,
                r.place,
                r.doc,
                *names.of("region", r.id),
                tuple(r.branches),
                r.variable,
                r.carried,
            )
            for r in self.regions
        )
        return Graph(name, doc, tuple(self.values), nodes, regions, place)


class _Names:
    """Gives every item a name that is unique in its region and a path unique in the model.

    A name is the one from `layer`, else the tensor's where one weighted layer makes it, else the
    layer's stem; several of one name in a region are numbered from 1. Of the uses of a shared layer
    the first has the plain name, since it stands for the weights.
    """

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.found: dict[tuple[str, int], tuple[str, str]] = {}
        if builder.regions:
            self._region(builder.regions[0], "")

    def of(self, kind: str, id: int) -> tuple[str, str]:
        """Name and path of an item; the model itself has neither."""
        return self.found.get((kind, id), ("", ""))

    def _region(self, top: OpenRegion, top_path: str) -> None:
        waiting = [(top, top_path)]
        while waiting:
            region, path = waiting.pop()
            for item, name in zip(region.items, self._unique(region), strict=True):
                full = f"{path}.{name}" if path else name
                self.found[item] = (name, full)
                if item.kind == "region":
                    waiting.append((self.builder.regions[item.id], full))

    def _unique(self, region: OpenRegion) -> list[str]:
        bases = [self._base(region, item, at) for at, item in enumerate(region.items)]
        inside = set(region.items)
        firsts = [self._first(item) for item in region.items]
        own = [
            first == item or first not in inside
            for first, item in zip(firsts, region.items, strict=True)
        ]
        counts: dict[str, int] = {}
        for base, first in zip(bases, own, strict=True):
            counts[base] = counts.get(base, 0) + first
        taken = {base for base, count in counts.items() if count == 1}
        given = dict.fromkeys(taken, 1)
        names = []
        for base, first in zip(bases, own, strict=True):
            name = base
            plain = counts[base] == 1 and first
            while not plain and (name == base or name in taken):
                given[base] = given.get(base, 0) + 1
                name = f"{base}{given[base]}" if not base[-1].isdigit() else f"{base}_{given[base]}"
            taken.add(name)
            names.append(name)
        return names

    def _first(self, item: Item) -> Item:
        """The first use of what is shared; the item itself where nothing is."""
        things = self.builder.nodes if item.kind == "node" else self.builder.regions
        return Item(item.kind, things[item.id].owner)

    def _base(self, region: OpenRegion, item: Item, at: int) -> str:
        if item in region.suggested:
            return region.suggested[item]
        if region.kind == "repeat":
            return str(at)
        if item.kind == "node":
            return self.builder.nodes[item.id].layer.stem
        inner = self.builder.regions[item.id]
        return self._plural(inner) if inner.kind == "repeat" else snake(inner.word)

    def _plural(self, repeat: OpenRegion) -> str:
        first = self.builder.regions[repeat.items[0].id] if repeat.items else None
        inside = [item for item in first.items if self.builder.weighted(item)] if first else []
        if first is None or len(inside) != 1:
            return "layers"
        base = self._base(first, inside[0], 0)
        return base if base.endswith("s") else f"{base}s"
