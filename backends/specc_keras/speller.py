"""Writes the nodes of one graph as steps of a functional Keras model."""

from collections.abc import Mapping

from specc.emit.expression import Argument, Call, Code, Expr, Lit, call
from specc.emit.lower import Use
from specc.emit.render import flat
from specc.emit.step import Origin, Shape, Step
from specc.ir.graph import Graph, Node, Place, Region
from specc.layer import Activation, snake
from specc_keras.spelling import Part, Site, made, spelling_of


class MissingSpelling(LookupError):
    """A layer that Keras has no spelling for; the caller makes a diagnostic of it."""

    def __init__(self, node: Node) -> None:
        super().__init__(type(node.layer).__name__)
        self.node = node


class KerasSpeller:
    """The steps of the layers of one graph; see `specc.emit.lower.Speller`.

    `ends` names the layers that end an output (by node id); their activation stands by itself, so
    that what enters it can be asked for. `counted` are the places of layers whose padding is
    written as numbers.
    """

    def __init__(
        self,
        graph: Graph,
        ends: Mapping[int, str],
        imported: Mapping[str, str] | None = None,
        counted: frozenset[Place] = frozenset(),
    ) -> None:
        self.graph = graph
        self.imported = imported or {}
        self.ends = ends
        self.counted = counted
        self.tied = {graph.nodes[node.tied].owner for node in graph.nodes if node.tied >= 0}
        self.next_value = len(graph.values)
        for node in graph.nodes:
            if spelling_of(type(node.layer)) is None:
                raise MissingSpelling(node)

    def shape(self, value: int) -> Shape:
        """A value's sizes."""
        return Shape(self.graph.values[value].type.sizes)

    def node(self, node: Node) -> list[Step]:
        """The layer's parts."""
        return self._chain(node, self.parts(node))

    def parts(self, node: Node) -> list[Part]:
        """The Keras layers and functions that a layer becomes."""
        kinds, results = self.graph.types(node.inputs), self.graph.types(node.outputs)
        tied, counted = node.owner in self.tied, node.place in self.counted
        site = Site(node, kinds, results, tied, self.imported, counted)
        return self._ended(site) if node.id in self.ends else _parts(site)

    def _ended(self, site: Site) -> list[Part]:
        """The layer without its activation, then that with the output's name."""
        layer, name = site.layer, self.ends[site.node.id]
        activation = layer if isinstance(layer, Activation) else layer.activation  # type: ignore[attr-defined]
        end = made(call("layers.Activation", snake(activation.word), name=name))
        if activation is layer:
            return [end]
        bare = type(layer)(**{**vars(layer), "activation": None})
        return [*_parts(site._replace(node=site.node._replace(layer=bare))), end]

    def _chain(self, node: Node, parts: list[Part]) -> list[Step]:
        steps: list[Step] = []
        shapes = tuple(self.shape(v) for v in node.outputs)
        ins = node.inputs
        for at, part in enumerate(parts):
            last = at == len(parts) - 1
            outs = node.outputs if last else (self._fresh(),)
            outs += tuple(self._fresh() for _ in range(part.dropped))
            name = _name(node, part, parts) if part.make is not None else self._tied(node, part)
            known = shapes if last else ()
            origin = Origin("node", node.owner, str(at)) if part.make is not None else None
            steps.append(Step(name, part.make, part.apply, ins, outs, known, (), False, origin))
            ins = outs[:1]
        return steps

    def _tied(self, node: Node, part: Part) -> str:
        """The variable of the layer whose weights a part uses."""
        return self.graph.nodes[node.tied].name if part.tied else ""

    def _fresh(self) -> int:
        self.next_value += 1
        return self.next_value - 1

    def shared_block(self, region: Region, use: Use) -> Expr:
        """A shared block becomes a model of its own, so that its weights are made once."""
        function = use.apply
        assert isinstance(function, Call)
        sizes = tuple(Lit(_input(self.shape(v))) for v in region.inputs)
        values = function.positional[len(region.inputs) :]
        named = tuple(Argument(one.hint, one) for one in values if isinstance(one, Lit))
        return Call(Code("shared"), (function.function, *sizes), (*named, *function.named))


def _name(node: Node, part: Part, parts: list[Part]) -> str:
    """The node's own for the layer that matters, its class behind that for those around it."""
    layers = [one for one in parts if one.make is not None]
    if part is next((one for one in layers if one.main), layers[0]):
        return node.name
    assert part.make is not None
    return f"{node.name}_{snake(class_of(part.make))}"


def class_of(make: Expr) -> str:
    """The class of the layer that an expression makes: `Conv2D`."""
    while isinstance(make, Call):
        make = make.function
    return flat(make).rpartition(".")[2]


def _input(shape: Shape) -> tuple[int | None, ...]:
    return tuple(size if isinstance(size, int) else None for size in shape.sizes)


def _parts(site: Site) -> list[Part]:
    write = spelling_of(type(site.layer))
    assert write is not None
    return write(site)
