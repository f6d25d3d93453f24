"""The graph of one model: flat tables of values and nodes, in a tree of regions.

Values and nodes are numbered in the order in which they are made, which is also an order in which
they can be computed. Regions keep the structure of the source: the model itself, each use of a
block, each repeat with its iterations. Diagrams, summaries and generated code read that tree.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from specc.ir.tensor import TensorType
from specc.source import Source, Span

if TYPE_CHECKING:
    from specc.layer import Layer, Weight


class Place(NamedTuple):
    """Where in which source."""

    source: Source
    span: Span


class Value(NamedTuple):
    """A tensor: made by output `index` of node `node`, or a model's input (`node` is -1)."""

    id: int
    type: TensorType
    node: int
    index: int  # type: ignore[assignment]


class Node(NamedTuple):
    """One application of a layer.

    `inputs` and `outputs` are value ids. `owner` is the id of the node whose weights this one
    uses: its own unless a layer is shared. `weights` are those of the owner. `name` is unique in
    the region; `path` in the model.
    """

    id: int
    layer: "Layer"
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    region: int
    owner: int
    weights: tuple["Weight", ...]
    place: Place
    name: str
    path: str

    @property
    def shared(self) -> bool:
        """True where the weights belong to an earlier node."""
        return self.owner != self.id

    @property
    def trainable(self) -> int:
        """Parameters that training changes, counted at the owner only."""
        return 0 if self.shared else sum(w.size for w in self.weights if w.trainable)

    @property
    def fixed(self) -> int:
        """Parameters that training leaves: frozen weights, batch-norm statistics."""
        return 0 if self.shared else sum(w.size for w in self.weights if not w.trainable)


class Item(NamedTuple):
    """A node or a region inside a region, by id."""

    kind: str
    id: int


class Region(NamedTuple):
    """A part of the source that stays together.

    `kind` is "model", "block" (a use of a block or of a model), "repeat" or "iteration".
    `word` is the block's or model's name; for repeats it is empty. `settings` are the evaluated
    settings of the use. `inputs` and `outputs` are value ids, for models and blocks with their
    names in `input_names`, `output_names`. `names` says what the source calls values here.
    `owner` is the region whose weights a shared block uses: its own id unless shared.
    """

    id: int
    kind: str
    word: str
    settings: tuple[tuple[str, Any], ...]
    parent: int
    items: tuple[Item, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]
    names: tuple[tuple[int, str], ...]
    owner: int
    place: Place
    doc: str
    name: str
    path: str


class Graph(NamedTuple):
    """A model, resolved and typed; `regions[0]` is the model itself."""

    name: str
    doc: str
    values: tuple[Value, ...]
    nodes: tuple[Node, ...]
    regions: tuple[Region, ...]
    place: Place

    @property
    def known(self) -> bool:
        """Whether every value has a type: false only after a reported fault."""
        return all(value.type.known for value in self.values)

    @property
    def root(self) -> Region:
        """The model's own region."""
        return self.regions[0]

    @property
    def inputs(self) -> dict[str, Value]:
        """The inputs by name, in the order of the source."""
        root = self.regions[0]
        return {name: self.values[v] for name, v in zip(root.input_names, root.inputs, strict=True)}

    @property
    def outputs(self) -> dict[str, Value]:
        """The outputs by name, in the order of the source."""
        root = self.regions[0]
        return {
            name: self.values[v] for name, v in zip(root.output_names, root.outputs, strict=True)
        }

    @property
    def trainable(self) -> int:
        """Parameters that training changes."""
        return sum(node.trainable for node in self.nodes)

    @property
    def fixed(self) -> int:
        """Parameters that training leaves as they are."""
        return sum(node.fixed for node in self.nodes)

    def types(self, ids: tuple[int, ...]) -> tuple[TensorType, ...]:
        """The types of some values."""
        return tuple(self.values[i].type for i in ids)

    def consumers(self) -> list[list[int]]:
        """For each value, the ids of the nodes that read it."""
        out: list[list[int]] = [[] for _ in self.values]
        for node in self.nodes:
            for value in node.inputs:
                out[value].append(node.id)
        return out

    def producer(self, value: int) -> Node | None:
        """The node that makes a value; None for an input."""
        node = self.values[value].node
        return None if node < 0 else self.nodes[node]

    def inside(self, region: Region) -> Iterator[Node]:
        """All nodes of a region and of the regions in it, in order."""
        for item in region.items:
            if item.kind == "node":
                yield self.nodes[item.id]
            else:
                yield from self.inside(self.regions[item.id])
