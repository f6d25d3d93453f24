"""`freeze`: layers whose weights training leaves as they are, built that way in `model.py`."""

from collections.abc import Iterable, Iterator

from specc.backend import Request
from specc.ir.graph import Graph, Node, Place
from specc.source import Span
from specc.syntax import ast
from specc.syntax.parse import parse
from specc.training.plan import TrainPlan


def with_frozen(request: Request) -> Request:
    """The request with the layers that `freeze` names as `trainable=false` makes them."""
    train = request.train
    if train is None or not train.freeze:
        return request
    graph = request.models[train.model]
    frozen = {id for name in train.freeze for id in frozen_by(graph, name)}
    nodes = tuple(_frozen(node) if node.owner in frozen else node for node in graph.nodes)
    return request._replace(models={**request.models, train.model: graph._replace(nodes=nodes)})


def _frozen(node: Node) -> Node:
    settings = {**vars(node.layer), "trainable": False}
    weights = tuple(weight._replace(trainable=False) for weight in node.weights)
    return node._replace(layer=type(node.layer)(**settings), weights=weights)


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


def freeze_problems(train: TrainPlan, graph: Graph) -> list[tuple[str, str]]:
    """What is wrong with `freeze`: the name that it is about, and a message."""
    problems = []
    frozen: set[int] = set()
    for name in train.freeze:
        owners = frozen_by(graph, name)
        frozen |= owners
        fixed = [node for node in graph.nodes if node.id in owners and not _can_freeze(node)]
        if not owners:
            problems.append((name, f"`freeze` names `{name}`, which holds no weights"))
        elif fixed:
            word = fixed[0].layer.word
            message = f"`freeze` names `{name}`, and only the Python of `{word}` can freeze it"
            problems.append((name, message))
    learning = any(node.trainable for node in graph.nodes if node.owner not in frozen)
    if not problems and not learning:
        problems.append((train.freeze[-1], f"`freeze` leaves nothing of `{graph.name}` to train"))
    return problems


def _can_freeze(node: Node) -> bool:
    return "trainable" in type(node.layer).settings
