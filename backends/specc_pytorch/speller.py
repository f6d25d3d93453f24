"""Writes the nodes of one graph as steps, with permutes where the memory layout changes."""

from collections.abc import Mapping

from specc.emit.expression import Expr, Given, Subscript, method, walk
from specc.emit.lower import Use
from specc.emit.step import Origin, Shape, Step
from specc.ending import activation
from specc.ir.graph import Graph, Node, Region
from specc.ir.tensor import TensorType
from specc.layers.merging import Elementwise
from specc_pytorch.activation import activated
from specc_pytorch.layout import ANY, FIRST, agreed, layouts, matters, memory
from specc_pytorch.spelling import Part, Site, Spelling, spelling_of


class MissingSpelling(LookupError):
    """A layer that PyTorch has no spelling for; the caller makes a diagnostic of it."""

    def __init__(self, node: Node) -> None:
        super().__init__(type(node.layer).__name__)
        self.node = node


class TorchSpeller:
    """The steps of the layers of one graph; see `specc.emit.lower.Speller`."""

    def __init__(self, graph: Graph, imported: Mapping[str, str] | None = None) -> None:
        self.graph = graph
        self.imported = imported or {}
        self.spellings = {node.id: _spelling(node) for node in graph.nodes}
        self.wants = {node.id: self._want(node) for node in graph.nodes}
        self.layout = layouts(graph, self.wants)
        self.next_value = len(graph.values)
        self.turned: dict[tuple[int, int, str], int] = {}
        """(region, value, layout) → the value that holds it permuted."""

    def _want(self, node: Node) -> str:
        wants = self.spellings[node.id].wants
        kinds = self.graph.types(node.inputs)
        if all(kind.rank < 2 for kind in (*kinds, *self.graph.types(node.outputs))):
            return ANY
        return wants if isinstance(wants, str) else wants(node, kinds)

    def fresh(self) -> int:
        """A new value id."""
        self.next_value += 1
        return self.next_value - 1

    def shape(self, value: int) -> Shape:
        """A value's sizes in memory order."""
        layout = self.layout[value]
        return Shape(memory(self.graph.values[value].type, layout), layout == FIRST)

    def node(self, node: Node) -> list[Step]:
        """Permutes that the layer needs, then its parts."""
        site = self._site(node)
        steps: list[Step] = []
        ins = node.inputs
        if not node.layer.source:
            ins = tuple(self._in_layout(v, site.layout, node.region, steps) for v in ins)
        parts = [_broadcast(part, site) for part in self.parts(node)]
        return [*steps, *self._chain(node, parts, ins, site)]

    def parts(self, node: Node) -> list[Part]:
        """The modules and functions that a layer becomes."""
        return self.spellings[node.id].write(self._site(node))

    def _site(self, node: Node) -> Site:
        wants = self.wants[node.id]
        layout = agreed(self.graph, node, self.layout) if wants == ANY else wants
        kinds, made = self.graph.types(node.inputs), self.graph.types(node.outputs)
        return Site(node, kinds, made, layout, self.imported)

    def _chain(self, node: Node, parts: list[Part], ins: tuple[int, ...], site: Site) -> list[Step]:
        steps: list[Step] = []
        shapes = tuple(self.shape(v) for v in node.outputs)
        for at, part in enumerate(parts):
            last = at == len(parts) - 1
            outs = node.outputs if last else (self.fresh(),)
            outs += tuple(self.fresh() for _ in range(part.dropped))
            name = self._name(node, part)
            known = () if part.glue and not last else shapes
            origin = Origin("node", node.owner, part.suffix) if part.make is not None else None
            steps.append(Step(name, part.make, part.apply, ins, outs, known, (), part.glue, origin))
            ins = outs[:1]
        return steps

    def _name(self, node: Node, part: Part) -> str:
        """The attribute of a part's module; that of the layer which the node is tied to."""
        if part.make is None:
            return self.graph.nodes[node.tied].name if part.tied else ""
        return f"{node.name}_{part.suffix}" if part.suffix else node.name

    def _in_layout(self, value: int, layout: str, region: int, steps: list[Step]) -> int:
        kind = self.graph.values[value].type
        if kind.rank < 2 or self.layout[value] == layout:
            return value
        key = (region, value, layout)
        if key not in self.turned:
            out = self.fresh()
            shape = Shape(memory(kind, layout), layout == FIRST)
            steps.append(Step("", None, turn(kind, layout), (value,), (out,), (shape,), (), True))
            self.turned[key] = out
        return self.turned[key]

    def shared_block(self, region: Region, use: Use) -> Expr:
        """A shared block is built once and called like any module."""
        assert use.make is not None
        return use.make

    def end(self, node: int, layout: str) -> Expr:
        """The activation at the end of a node, on a tensor in that layout."""
        site = self._site(self.graph.nodes[node])
        return activated(activation(site.node), site._replace(layout=layout))[-1].apply

    def final(self, value: int, layout: str) -> list[Step]:
        """What brings a model's output into the layout that users expect."""
        steps: list[Step] = []
        self._in_layout(value, layout, -1, steps)
        return steps


def turn(kind: TensorType, layout: str) -> Expr:
    """The permute from the other layout; a view where nothing really moves."""
    if not matters(kind) and all(isinstance(size, int) for size in kind.sizes):
        return method(Given(0), "reshape", -1, *memory(kind, layout))
    return (
        method(Given(0), "movedim", -1, 1)
        if layout == FIRST
        else method(Given(0), "movedim", 1, -1)
    )


def _broadcast(part: Part, site: Site) -> Part:
    """Inputs of lower rank get axes of size 1, so that they line up from the right as in NumPy.

    The batch axis stays in front; channels first, a vector over the channels gets them behind it.
    """
    rank = max(kind.rank for kind in site.inputs)
    missing = {i: rank - kind.rank for i, kind in enumerate(site.inputs) if kind.rank < rank}
    if part.make is not None or not missing or not isinstance(site.layer, Elementwise):
        return part

    def change(expr: Expr) -> Expr | None:
        if not isinstance(expr, Given) or expr.index not in missing:
            return None
        axes = ["None"] * missing[expr.index]
        return Subscript(
            expr, ", ".join([":", ":", *axes] if site.layout == FIRST else [":", *axes])
        )

    return part._replace(apply=walk(part.apply, change))


def _spelling(node: Node) -> Spelling:
    found = spelling_of(type(node.layer))
    if found is None:
        raise MissingSpelling(node)
    return found
