"""`freeze`: layers whose weights training leaves as they are, built that way in `model.py`."""

from specc.backend import Request
from specc.ir.graph import Graph, Node
from specc.training.freezing import frozen_by
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
