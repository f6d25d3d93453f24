"""Writes graphs to documents and reads them back, believing nothing that a document says.

`to_document` is exact: `from_document` of its result is the same graph but for the places, which
point into the document's own name. What comes back is checked as a spec is: every layer's settings
are bound, its types and weights are worked out again and must be those that the document claims.
"""

from collections.abc import Mapping
from keyword import iskeyword
from math import prod
from typing import Any

import specc.layers  # registers every layer that a document may name
from specc.infer import infer
from specc.initialiser import Initialiser
from specc.ir.dim import Dim, Size, Symbol, known_symbols, size_of
from specc.ir.document import (
    BranchDocument,
    DeclaredDocument,
    GraphDocument,
    NodeDocument,
    RegionDocument,
    SymbolDocument,
    ValueDocument,
    WeightDocument,
)
from specc.ir.graph import Branch, Graph, Item, Node, Place, Region, Value
from specc.ir.tensor import TensorType
from specc.kind import Word
from specc.layer import Activation, Layer, Weight
from specc.resolve.bound import POISON, Bound, Constant, Report
from specc.resolve.constant import Evaluator
from specc.resolve.extern import BACKENDS, Anything, Extern, extern_layer, is_path, is_plain
from specc.setting import Declared, Fault
from specc.source import Source, Span
from specc.syntax import ast
from specc.syntax.parse import parse

__all__ = ["InvalidDocument", "from_document", "specc", "to_document"]


class InvalidDocument(ValueError):
    """A document that no graph could have written; the message says what is wrong and where."""


def to_document(graph: Graph) -> GraphDocument:
    """The graph as a document."""
    known: dict[str, Symbol] = {}
    for value in graph.values:
        for size in value.type.sizes:
            known.update(known_symbols(size))
    return GraphDocument(
        name=graph.name,
        doc=graph.doc,
        source=graph.place.source.path,
        symbols=tuple(SymbolDocument(**s._asdict()) for _, s in sorted(known.items())),
        values=tuple(_value(value) for value in graph.values),
        nodes=tuple(_node(node) for node in graph.nodes),
        regions=tuple(_region(region) for region in graph.regions),
    )


def _value(value: Value) -> ValueDocument:
    sizes = tuple(size if isinstance(size, int) else str(size) for size in value.type.sizes)
    return ValueDocument(sizes=sizes, dtype=value.type.dtype, node=value.node, index=value.index)  # type: ignore[arg-type]


def _node(node: Node) -> NodeDocument:
    return NodeDocument(
        layer=node.layer.word,
        settings={name: _plain(value) for name, value in node.layer.given().items()},
        weights=tuple(_weight(weight) for weight in node.weights),
        span=(node.place.span.start, node.place.span.end),
        extern=node.layer.paths if isinstance(node.layer, Extern) else None,
        **{
            name: getattr(node, name)
            for name in ("inputs", "outputs", "region", "owner", "name", "path", "tied")
        },
    )


def _weight(weight: Weight) -> WeightDocument:
    return WeightDocument(**{**weight._asdict(), "init": _declared(weight.init)})


def _declared(value: Declared) -> DeclaredDocument:
    settings = {name: _plain(inner) for name, inner in value.given().items()}
    return DeclaredDocument(declared=value.word, settings=settings)


def _region(region: Region) -> RegionDocument:
    fields = ("kind", "word", "parent", "items", "inputs", "outputs", "input_names", "output_names")
    more = ("names", "owner", "doc", "name", "path", "variable", "carried")
    return RegionDocument(
        branches=tuple(BranchDocument(**branch._asdict()) for branch in region.branches),
        settings={name: _plain(value) for name, value in region.settings},
        span=(region.place.span.start, region.place.span.end),
        **{name: getattr(region, name) for name in (*fields, *more)},
    )


def _plain(value: Any) -> Any:
    """A setting's value as JSON: words and sizes as tagged objects, lists as lists."""
    if isinstance(value, Declared):
        return _declared(value).model_dump()
    if isinstance(value, Dim):
        return {"size": str(value)}
    if isinstance(value, Word):
        return {"word": str(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def from_document(document: GraphDocument) -> Graph:
    """The graph of a document; raises `InvalidDocument`."""
    return _Reader(document).graph()


class _Reader:
    def __init__(self, document: GraphDocument) -> None:
        self.document = document
        self.source = Source(document.source, "")
        self.symbols = self._symbols()

    def _symbols(self) -> dict[str, Size]:
        try:
            return {s.name: size_of(Symbol(**s.model_dump())) for s in self.document.symbols}
        except ValueError as error:
            raise InvalidDocument(f"symbols: {error}") from None

    def graph(self) -> Graph:
        """The whole graph, every reference and every claim checked."""
        document = self.document
        self._references()
        values = tuple(
            Value(i, TensorType(tuple(self._size(s) for s in v.sizes), v.dtype), v.node, v.index)
            for i, v in enumerate(document.values)
        )
        nodes = tuple(self._node(i, node, values) for i, node in enumerate(document.nodes))
        regions = tuple(self._region(i, region) for i, region in enumerate(document.regions))
        if not regions or regions[0].kind != "model":
            raise InvalidDocument("regions: the first one is the model itself")
        return Graph(document.name, document.doc, values, nodes, regions, regions[0].place)

    def _references(self) -> None:
        counts = {
            name: len(getattr(self.document, name)) for name in ("values", "nodes", "regions")
        }
        for index, node in enumerate(self.document.nodes):
            _within(f"nodes[{index}]", (*node.inputs, *node.outputs), counts["values"])
            _within(f"nodes[{index}]", (node.region,), counts["regions"])
            _within(f"nodes[{index}].owner", (node.owner,), index + 1)
            self._tie(index, node)
        for index, region in enumerate(self.document.regions):
            _within(f"regions[{index}]", (*region.inputs, *region.outputs), counts["values"])
            _within(f"regions[{index}].owner", (region.owner,), index + 1)
            if not -1 <= region.parent < index:
                raise InvalidDocument(
                    f"regions[{index}].parent: {region.parent} does not come before it"
                )
            self._branches(f"regions[{index}]", region, counts["values"])
            for kind, id in region.items:
                _within(f"regions[{index}].items", (id,), counts[f"{kind}s"])
                if kind == "region" and id <= index:
                    raise InvalidDocument(
                        f"regions[{index}].items: region {id} does not come after it"
                    )

    def _branches(self, where: str, region: RegionDocument, values: int) -> None:
        """Branches are nested as they are in a source, and what they make is there."""
        _within(f"{where}.carried", tuple(v for p in region.carried for v in p if v != -1), values)
        around = [(len(region.branches), len(region.items))]
        start = 0
        for index, branch in enumerate(region.branches):
            _within(f"{where}.branches", tuple(v for v in branch.results if v != -1), values)
            while index >= around[-1][0]:
                start = around.pop()[1]
            last, end = index + 1 + branch.inner, branch.end
            nested = branch.inner >= 0 and last <= around[-1][0] and end <= around[-1][1]
            if not nested or not start <= branch.start <= end or branch.taken > len(branch.tests):
                raise InvalidDocument(f"{where}.branches: not nested as branches are")
            around.append((last, end))
            start = branch.start

    def _tie(self, index: int, node: NodeDocument) -> None:
        """What a node is tied to is an embedding that comes before it and has its sizes."""
        settings = node.settings
        if node.tied < 0 and settings.get("tie") is None:
            return
        _within(f"nodes[{index}].tied", (node.tied,), index)
        tied = self.document.nodes[node.tied]
        given = self.document.values[node.inputs[0]].sizes[-1:] if node.inputs else ()
        wanted = {"vocab": settings.get("units"), "dim": given[0] if given else None}
        held = {name: tied.settings.get(name) for name in wanted}
        if tied.layer == "Embedding" and settings.get("tie") is not None and held == wanted:
            return
        raise InvalidDocument(f"nodes[{index}].tied: {node.tied} is no embedding that it can use")

    def _size(self, size: int | str) -> Size:
        if isinstance(size, int):
            return size
        found = self._evaluate(size)
        if not isinstance(found, (int, Dim)):
            raise InvalidDocument(f"`{size[:60]}` is no size")
        return found

    def _evaluate(self, text: str) -> Any:
        source = Source(self.document.source, f"let size = {text}")
        parsed = parse(source)
        declarations = parsed.module.declarations
        if parsed.diagnostics or len(declarations) != 1 or not isinstance(declarations[0], ast.Let):
            return POISON
        bound: dict[str, Bound] = {name: Constant(size) for name, size in self.symbols.items()}
        evaluator = Evaluator(source, bound.get, lambda _: TensorType(()), Report(), lambda: bound)
        return evaluator.value(declarations[0].value)

    def _node(self, index: int, node: NodeDocument, values: tuple[Value, ...]) -> Node:
        where = f"nodes[{index}]"
        layer = self._layer(where, node, values)
        outputs = infer(layer, tuple(values[v].type for v in node.inputs))
        if isinstance(outputs, Fault):
            raise InvalidDocument(f"{where}: {outputs.message}")
        if outputs != tuple(values[v].type for v in node.outputs):
            raise InvalidDocument(f"{where}: `{node.layer}` does not make what the document says")
        weights = tuple(self._weight(where, weight) for weight in node.weights)
        worked_out = layer.weights(*(values[v].type for v in node.inputs))
        if [w._replace(init=None) for w in weights] != [w._replace(init=None) for w in worked_out]:  # type: ignore[arg-type]
            raise InvalidDocument(
                f"{where}: `{node.layer}` does not have the weights that the document says"
            )
        place = Place(self.source, Span(*node.span))
        return Node(
            index,
            layer,
            node.inputs,
            node.outputs,
            node.region,
            node.owner,
            weights,
            place,
            node.name,
            node.path,
            node.tied,
        )

    def _layer(self, where: str, node: NodeDocument, values: tuple[Value, ...]) -> Layer:
        if node.extern is None:
            layer: Layer = self._declare(where, Layer.known, node.layer, node.settings)
            return layer
        names = (node.layer, *node.settings)
        if not all(name.isidentifier() and not iskeyword(name) for name in names):
            raise InvalidDocument(f"{where}: an extern layer or a setting has no proper name")
        if any(b not in BACKENDS or not is_path(path) for b, path in node.extern.items()):
            raise InvalidDocument(f"{where}.extern: not paths such as `mylib.layers:Fourier`")
        given = {name: self._setting(where, value) for name, value in node.settings.items()}
        if not all(map(is_plain, given.values())):
            raise InvalidDocument(f"{where}: a setting is not {Anything.description}")
        results = tuple(values[v].type for v in node.outputs)
        count = sum(max(0, prod(weight.shape)) for weight in node.weights)
        return extern_layer(node.layer, given, dict(node.extern), results, count)

    def _weight(self, where: str, weight: WeightDocument) -> Weight:
        init = self._declare(where, Initialiser.known, weight.init.declared, weight.init.settings)
        return Weight(
            weight.name, weight.shape, init, weight.trainable, weight.fan_in, weight.fan_out
        )

    def _declare(
        self, where: str, known: Mapping[str, type[Any]], word: str, settings: Mapping[str, Any]
    ) -> Any:
        cls = known.get(word)
        if cls is None:
            raise InvalidDocument(f"{where}: there is no `{word[:60]}`")
        unknown = sorted(set(settings) - set(cls.settings))
        if unknown:
            raise InvalidDocument(f"{where}: `{word}` has no setting `{unknown[0][:60]}`")
        values = {name: self._setting(where, value) for name, value in settings.items()}
        for name, value in values.items():
            self._accepted(where, cls, name, value)
        return cls(**values)

    def _accepted(self, where: str, cls: type[Declared], name: str, value: Any) -> None:
        """Values are as layers keep them; those of plain kinds are checked as a spec's are."""
        if isinstance(value, (bool, int, float, Word)) and type(
            cls.settings[name].kind.read(value)
        ) is not type(value):
            kind = cls.settings[name].kind.description
            raise InvalidDocument(f"{where}: `{name}` of `{cls.word}` must be {kind}")

    def _setting(self, where: str, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"declared", "settings"}:
            family = (
                Activation.known if value["declared"] in Activation.known else Initialiser.known
            )
            return self._declare(where, family, str(value["declared"]), dict(value["settings"]))
        if isinstance(value, dict) and set(value) == {"size"}:
            return self._size(str(value["size"]))
        if isinstance(value, dict) and set(value) == {"word"}:
            return Word(value["word"])
        return (
            tuple(self._setting(where, item) for item in value)
            if isinstance(value, list)
            else value
        )

    def _region(self, index: int, region: RegionDocument) -> Region:
        where = f"regions[{index}]"
        settings = tuple(
            (name, self._setting(where, value)) for name, value in region.settings.items()
        )
        items = tuple(Item(kind, id) for kind, id in region.items)
        fields = (
            "kind",
            "word",
            "parent",
            "inputs",
            "outputs",
            "input_names",
            "output_names",
            "names",
            "owner",
        )
        more = {name: getattr(region, name) for name in (*fields, "doc", "name", "path")}
        return Region(
            id=index,
            settings=settings,
            items=items,
            place=Place(self.source, Span(*region.span)),
            branches=tuple(
                Branch(**{**dict(b), "tests": self._setting(where, list(b.tests))})
                for b in region.branches
            ),
            variable=region.variable,
            carried=region.carried,
            **more,
        )


def _within(where: str, ids: tuple[int, ...], count: int) -> None:
    for id in ids:
        if not 0 <= id < count:
            raise InvalidDocument(f"{where}: {id} is outside the {count} that there are")
