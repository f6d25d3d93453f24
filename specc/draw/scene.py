"""The scene: what a diagram shows of a graph, before any format or layout.

A block is a cluster, iterations that agree are drawn once with their number, and blocks deeper
than asked for are one box each.
"""

from specc.draw.caption import (
    MOST_NAME,
    count_text,
    given_name,
    layer_title,
    model_count,
    node_count,
    region_title,
    type_text,
)
from specc.draw.iteration import alike
from specc.draw.quote import cut
from specc.ir.graph import Graph, Item, Node, Region
from specc.layer import snake
from specc.namedtuple import NamedTuple

MOST_BOXES = 20_000
MOST_WIRES = 60_000
MOST_DOC = 400


class Box(NamedTuple):
    """A rectangle with a title and, where there is more to say, a note in small print.

    `kind` is "layer", "block" (a block drawn as one box), "input" or "output"; `family` is the
    layer's, else the kind. `times` counts the iterations that the box stands for. `shares` is
    true where the weights belong to an earlier box. `cluster` is an id, empty at the top.
    """

    id: str
    kind: str
    family: str
    title: str
    note: str
    cluster: str
    times: int
    shares: bool

    @property
    def heading(self) -> str:
        """The title with the number of iterations."""
        return _heading(self.title, self.times)


class Cluster(NamedTuple):
    """A frame around boxes: a block, or a repeat whose iterations agree."""

    id: str
    title: str
    note: str
    parent: str
    times: int
    shares: bool

    @property
    def heading(self) -> str:
        """The title with the number of iterations."""
        return _heading(self.title, self.times)


class Wire(NamedTuple):
    """A tensor on its way between two boxes; `value` tells the outputs of one box apart."""

    source: str
    target: str
    value: int
    label: str


class Scene(NamedTuple):
    """A picture in words: clusters stand behind their parents, boxes in the order of the model."""

    title: str
    parameters: str
    doc: str
    boxes: tuple[Box, ...]
    clusters: tuple[Cluster, ...]
    wires: tuple[Wire, ...]


class TooLarge(Exception):
    """The picture would have too many boxes or wires; the message says so in one line."""


def scene(graph: Graph, depth: int | None = None) -> Scene:
    """What a diagram of a graph shows.

    With `depth`, blocks inside so many others become one box: 0 shows every block as a box.
    Raises `TooLarge` past 20,000 boxes or 60,000 wires.
    """
    builder = _SceneBuilder(graph, depth)
    builder.terminals("input")
    builder.walk(graph.root, "", 0)
    builder.terminals("output")
    return Scene(
        cut(graph.name, MOST_NAME),
        model_count(graph.trainable, graph.fixed),
        cut(graph.doc, MOST_DOC),
        tuple(builder.boxes),
        tuple(builder.clusters),
        tuple(builder.wires()),
    )


class _SceneBuilder:
    """The growing scene, and which box stands for which node."""

    def __init__(self, graph: Graph, depth: int | None) -> None:
        self.graph = graph
        self.depth = depth
        self.boxes: list[Box] = []
        self.clusters: list[Cluster] = []
        self.drawn: list[Node] = []
        self.box_of_node: dict[int, str] = {}
        self.box_of_input = {v: f"in{at}" for at, v in enumerate(graph.root.inputs)}
        self.region_owners = {region.owner for region in graph.regions if region.owner != region.id}
        self.in_shared = _in_shared(graph)
        alone = (n for n in graph.nodes if n.shared and not self.in_shared[n.region])
        self.owners = {node.owner for node in alone}

    def terminals(self, kind: str) -> None:
        """Boxes for the model's inputs or outputs."""
        root = self.graph.root
        names = root.input_names if kind == "input" else root.output_names
        values = root.inputs if kind == "input" else root.outputs
        for at, (name, value) in enumerate(zip(names, values, strict=True)):
            id = f"{kind.removesuffix('put')}{at}"
            note = type_text(self.graph.values[value].type)
            self.add(Box(id, kind, kind, cut(name, MOST_NAME), note, "", 1, False))

    def add(self, box: Box) -> None:
        """Keep a box."""
        if len(self.boxes) >= MOST_BOXES:
            raise TooLarge(f"the diagram would have more than {MOST_BOXES} boxes")
        self.boxes.append(box)

    def walk(self, region: Region, cluster: str, level: int) -> None:
        """Draw what stands in a region."""
        for item in region.items:
            self.item(item, cluster, level, ())

    def item(self, item: Item, cluster: str, level: int, run: tuple[Region, ...]) -> None:
        """Draw one item; `run` holds the iterations that it stands for, with the first."""
        if item.kind == "node":
            self.node(self.graph.nodes[item.id], cluster, run)
            return
        region = self.graph.regions[item.id]
        if region.kind == "repeat":
            self.repeat(region, cluster, level)
        elif any(True for _ in self.graph.inside(region)):
            self.block(region, cluster, level, run)

    def node(self, node: Node, cluster: str, run: tuple[Region, ...]) -> None:
        """A layer's box."""
        layer, id = node.layer, f"n{node.id}"
        name = given_name(node.name, layer.stem) or (node.name if node.id in self.owners else "")
        note = _note(name, self.count(node_count(node), run), self.owner_of(node))
        times, shares = max(1, len(run)), node.shared and bool(node.weights)
        title = layer_title(layer)
        self.add(Box(id, "layer", layer.family, title, note, cluster, times, shares))
        self.box_of_node[node.id] = id
        self.drawn.append(node)

    def owner_of(self, node: Node) -> str:
        """Whose weights a node uses, shortly where a block around it says it already."""
        if not node.shared or not node.weights:
            return ""
        if self.in_shared[node.region]:
            return "shared weights"
        return f"weights of {cut(self.graph.nodes[node.owner].name, MOST_NAME)}"

    def block(self, region: Region, cluster: str, level: int, run: tuple[Region, ...]) -> None:
        """A block: a cluster, or one box where it is deeper than asked for."""
        graph, id = self.graph, f"r{region.id}"
        shares = region.owner != region.id
        name = given_name(region.name, snake(region.word))
        if not name and region.id in self.region_owners:
            name = region.name
        owner = f"weights of {cut(graph.regions[region.owner].name, MOST_NAME)}" if shares else ""
        inside = list(graph.inside(region))
        note = _note(name, self.count(sum(map(node_count, inside)), run), owner)
        title, times = region_title(region), max(1, len(run))
        if self.depth is None or level < self.depth:
            self.clusters.append(Cluster(id, title, note, cluster, times, shares))
            self.walk(region, id, level + 1)
            return
        self.add(Box(id, "block", "block", title, note, cluster, times, shares))
        self.box_of_node.update((node.id, id) for node in inside)
        self.drawn += inside

    def repeat(self, repeat: Region, cluster: str, level: int) -> None:
        """The iterations of a repeat, equal ones drawn once."""
        for run in alike(self.graph, repeat):
            if not any(True for _ in self.graph.inside(run[0])):
                continue
            self.iterations(tuple(run), cluster, level)

    def iterations(self, run: tuple[Region, ...], cluster: str, level: int) -> None:
        """The first of a run of equal iterations; the others' nodes stand behind its boxes."""
        first = run[0]
        if len(run) == 1:
            self.walk(first, cluster, level)
            return
        if len(first.items) == 1 and not self.is_repeat(first.items[0]):
            self.item(first.items[0], cluster, level, run)
        else:
            id = f"r{first.id}"
            count = sum(map(node_count, self.graph.inside(first)))
            note = _note(self.count(count, run))
            self.clusters.append(Cluster(id, "repeat", note, cluster, len(run), False))
            self.walk(first, id, level)
        for other in run[1:]:
            pairs = zip(self.graph.inside(first), self.graph.inside(other), strict=True)
            self.box_of_node.update((b.id, self.box_of_node[a.id]) for a, b in pairs)

    def is_repeat(self, item: Item) -> bool:
        """Whether an item is a repeat, which has no title of its own to carry a number."""
        return item.kind == "region" and self.graph.regions[item.id].kind == "repeat"

    def count(self, first: int, run: tuple[Region, ...]) -> str:
        """The parameters of an item that stands for a run of iterations."""
        nodes = (node for region in run for node in self.graph.inside(region))
        return count_text(first, max(1, len(run)), sum(map(node_count, nodes)) if run else None)

    def wires(self) -> list[Wire]:
        """One wire for each tensor that goes from box to box."""
        found: dict[tuple[str, str, int], Wire] = {}
        for node in self.drawn:
            for value in () if node.layer.source else node.inputs:
                self.wire(value, self.box_of_node[node.id], found)
        for at, value in enumerate(self.graph.root.outputs):
            self.wire(value, f"out{at}", found)
        return list(found.values())

    def wire(self, value: int, target: str, found: dict[tuple[str, str, int], Wire]) -> None:
        """Add the wire that brings a value to a box, unless it stays inside the box."""
        made = self.graph.values[value]
        from_input = made.node < 0
        source = self.box_of_input.get(value) if from_input else self.box_of_node.get(made.node)
        if source is None or source == target:
            return
        ends_shown = from_input or target.startswith("out")
        label = "" if ends_shown else type_text(made.type)
        found.setdefault((source, target, value), Wire(source, target, value, label))
        if len(found) > MOST_WIRES:
            raise TooLarge(f"the diagram would have more than {MOST_WIRES} wires")


def _heading(title: str, times: int) -> str:
    return title if times == 1 else f"{title} x{times}"


def _in_shared(graph: Graph) -> list[bool]:
    """For each region, whether it is, or stands in, a later use of a shared block."""
    found: list[bool] = []
    for region in graph.regions:
        outer = region.parent >= 0 and found[region.parent]
        found.append(outer or region.owner != region.id)
    return found


def _note(*notes: str) -> str:
    return " · ".join(note for note in notes if note)
