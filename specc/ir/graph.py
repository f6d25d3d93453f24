"""The graph of one model: flat tables of values and nodes, in a tree of regions.

Values and nodes are numbered in the order in which they are made, which is also an order in which
they can be computed. Regions keep the structure of the source: the model itself, each use of a
block, each repeat with its iterations. Diagrams, summaries and generated code read that tree.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple
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
    the region; `path` in the model. `tied` is the id of the node whose matrix this one uses besides
    its own weights (`tie=` of a `Dense`), -1 where there is none.
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
    tied: int = -1

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


class Branch(NamedTuple):
    """An `if` among a region's items: what it asked, which of its bodies ran, and what they made.

    `tests` are the conditions with their operands' values, one a case: `(sign, left, right)`,
    `("not", condition)`, `("value", value, text)`, or `("unknown",)` where there is no value.
    `taken` is the number of the case that ran, the number of cases for `else`. The items `start` to
    `end` are what it made, the next `inner` branches those inside it. `results` are the tensors
    behind it that its bodies bind names to, -1 where a name has none, then the current tensors.
    """

    tests: tuple[Any, ...]
    taken: int
    start: int
    end: int
    inner: int
    results: tuple[int, ...]


class Region(NamedTuple):
    """A part of the source that stays together.

    `kind` is "model", "block" (a use of a block or of a model), "repeat" or "iteration".
    `word` is the block's or model's name; for repeats it is empty. `settings` are the evaluated
    settings of the use. `inputs` and `outputs` are value ids, for models and blocks with their
    names in `input_names`, `output_names`. `names` says what the source calls values here.
    `owner` is the region whose weights a shared block uses: its own id unless shared. `branches`
    are the conditions among the items, an outer one before those inside it. `variable` is that of a
    `for` with its value in this iteration. `carried` says for a repeat which tensor each name that
    it binds has in front of it and behind it (-1 for none), then the same of the current tensor.
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
    branches: tuple[Branch, ...] = ()
    variable: tuple[str, Any] | None = None
    carried: tuple[tuple[int, int], ...] = ()


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

    def around(self, region: int) -> Iterator[Region]:
        """A region and those around it, the innermost first, without the model's own."""
        while region >= 0:
            found = self.regions[region]
            region = found.parent
            if region >= 0:
                yield found

    def inside(self, region: Region) -> Iterator[Node]:
        """All nodes of a region and of the regions in it, in order."""
        for item in region.items:
            if item.kind == "node":
                yield self.nodes[item.id]
            else:
                yield from self.inside(self.regions[item.id])
