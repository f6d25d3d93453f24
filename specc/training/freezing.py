"""What the names in `freeze` stand for."""

from collections.abc import Iterable, Iterator

from specc.ir.graph import Graph, Node, Place
from specc.source import Span
from specc.syntax import ast
from specc.syntax.parse import parse


def frozen_by(graph: Graph, name: str) -> set[int]:
    """The nodes whose weights a name stands for.

    That of a layer or block means what is in it, that of a tensor the statement that makes it.
    """
    named = [node for node in graph.nodes if name in (node.name, node.path)]
    for region in graph.regions[1:]:
        if name in (region.name, region.path, region.word):
            named.extend(graph.inside(region))
    for span in _statements(graph, name):
        named.extend(_made_in(graph, span))
    return {node.owner for node in named if node.weights}


def _statements(graph: Graph, name: str) -> list[Span]:
    """Where the model's own statements stand that bind a name."""
    declarations = parse(graph.place.source).module.declarations
    models = [d for d in declarations if isinstance(d, ast.Block) and d.name.text == graph.name]
    return [s.span for model in models for s in _flat(model.body) if name in _bound(s)]


def _flat(statements: Iterable[ast.Statement]) -> Iterator[ast.Statement]:
    for statement in statements:
        yield statement
        if isinstance(statement, ast.If):
            for body in (*(case.body for case in statement.cases), statement.otherwise):
                yield from _flat(body)


def _bound(statement: ast.Statement) -> list[str]:
    if isinstance(statement, ast.Bind):
        return [name.text for name in statement.names]
    if isinstance(statement, ast.Output) and statement.name is not None:
        return [statement.name.text]
    return []


def _made_in(graph: Graph, span: Span) -> Iterator[Node]:
    """The layers that stand within a span of the model's source, and those of blocks used there."""
    for node in graph.nodes:
        if _within(graph, node.place, span):
            yield node
    for region in graph.regions[1:]:
        if _within(graph, region.place, span):
            yield from graph.inside(region)


def _within(graph: Graph, place: Place, span: Span) -> bool:
    inside = span.start <= place.span.start and place.span.end <= span.end
    return inside and place.source.path == graph.place.source.path
