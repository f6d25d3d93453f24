"""Moves the softmax or sigmoid that ends a trained output to the end of the model.

Losses work on what enters it. From inside a block, in front of a reshape or behind weights that
several places use the model could not give that; behind everything else it is one step to leave
out. A block or shared layer lets its activation go only where every use of it does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from specc.backend import Request
from specc.emit.final import can_leave, ends, finals, on_logits
from specc.emit.names import unique
from specc.ending import Ending
from specc.ir.graph import Graph, Item, Node, Region
from specc.layer import Activation, Layer
from specc.layers.other import Identity
from specc.namedtuple import NamedTuple
from specc.training.plan import TrainPlan

NOTE = "The activation at its end is left to the model, whose last step it is."
Tie: TypeAlias = tuple[str, str, int]
"""What binds uses together: ("block", its name, an output) or ("weights", model, their owner)."""


class Lift(NamedTuple):
    """An activation that can be moved: whose output it ends, and the regions that it leaves."""

    model: str
    output: str
    final: Ending
    left: tuple[int, ...]
    ties: tuple[Tie, ...]


def lifted(request: Request) -> Request:
    """The request with the ends that losses want to see behind as its models' last steps."""
    if request.train is None:
        return request
    train, models = request.train, request.models
    found = [lift for name, graph in models.items() for lift in _lifts(name, graph)]
    agreed = _agreed(found, models)
    chosen = _tied(agreed, [lift for lift in agreed if _gains(lift, train)])
    return request._replace(models={name: _moved(models[name], name, chosen) for name in models})


def _gains(lift: Lift, train: TrainPlan) -> bool:
    """True where the loss of an output becomes stable; on a log softmax it is so already."""
    losses = {output: loss for output, loss, _ in train.losses}
    end, loss = lift.final.activation, losses.get(lift.output)
    return lift.model == train.model and on_logits(end, loss) and end.word != "LogSoftmax"


def _lifts(name: str, graph: Graph) -> Iterator[Lift]:
    cut = {output for output, end in ends(graph).items() if end.cut}
    for output, one in finals(graph).items():
        around = list(graph.around(one.node.region))
        blocks = all(region.kind == "block" and _keeps(graph, region) for region in around)
        if output not in cut and blocks and can_leave(graph, one):
            ties: list[Tie] = [("block", r.word, _index(r, one)) for r in around]
            left = tuple(region.id for region in around)
            yield Lift(name, output, one, left, (*ties, ("weights", name, one.node.owner)))


def _keeps(graph: Graph, region: Region) -> bool:
    """True where something is left of a block without its activation."""
    return any(node.weights for node in graph.inside(region))


def _index(region: Region, one: Ending) -> int:
    return next(at for at, value in enumerate(region.outputs) if value in one.passed)


def _agreed(lifts: list[Lift], models: Mapping[str, Graph]) -> list[Lift]:
    """Those of whose blocks and shared weights every use lets its activation go."""
    gone = Counter(tie for lift in lifts for tie in lift.ties)
    whole = {tie for tie, count in gone.items() if count == _uses(tie, models)}
    kept = [lift for lift in lifts if whole.issuperset(lift.ties)]
    return lifts if len(kept) == len(lifts) else _agreed(kept, models)


def _uses(tie: Tie, models: Mapping[str, Graph]) -> int:
    kind, name, number = tie
    if kind == "weights":
        return sum(node.owner == number for node in models[name].nodes)
    regions = [region for graph in models.values() for region in graph.regions]
    return sum(region.kind == "block" and region.word == name for region in regions)


def _tied(lifts: list[Lift], chosen: list[Lift]) -> list[Lift]:
    """Some of the activations, and all that have to go with them."""
    ties = {tie for lift in chosen for tie in lift.ties}
    more = [lift for lift in lifts if not ties.isdisjoint(lift.ties)]
    return chosen if len(more) == len(chosen) else _tied(lifts, more)


def _moved(graph: Graph, name: str, lifts: list[Lift]) -> Graph:
    for lift in lifts:
        graph = _last(_without(graph, lift), lift) if lift.model == name else graph
    return graph


def _without(graph: Graph, lift: Lift) -> Graph:
    """The graph without an activation; its blocks say so."""
    nodes, regions, node = list(graph.nodes), list(graph.regions), lift.final.node
    nodes[node.id] = node._replace(layer=_bare(node.layer))
    for id in lift.left:
        doc = regions[id].doc or f"The block `{regions[id].word}`."
        if not doc.endswith(NOTE):
            regions[id] = regions[id]._replace(doc=f"{doc}\n\n{NOTE}")
    return graph._replace(nodes=tuple(nodes), regions=tuple(regions))


def _bare(layer: Layer) -> Layer:
    if isinstance(layer, Activation):
        return Identity()
    return type(layer)(**{**vars(layer), "activation": None})


def _last(graph: Graph, lift: Lift) -> Graph:
    """The graph with an activation as the last step of an output."""
    root, old = graph.root, graph.outputs[lift.output]
    kind = type(lift.final.activation)
    new = old._replace(id=len(graph.values), node=len(graph.nodes), index=0)
    taken = {node.name for node in graph.nodes if node.region == 0}
    name = unique(kind.stem, taken | {region.name for region in graph.regions})
    node = Node(
        new.node, kind(), (old.id,), (new.id,), 0, new.node, (), lift.final.node.place, name, name
    )

    def instead(value: int) -> int:
        return new.id if value == old.id else value

    root = root._replace(
        items=(*root.items, Item("node", node.id)),
        outputs=tuple(map(instead, root.outputs)),
        names=tuple((instead(value), word) for value, word in root.names),
    )
    return graph._replace(
        values=(*graph.values, new),
        nodes=(*graph.nodes, node),
        regions=(root, *graph.regions[1:]),
    )
