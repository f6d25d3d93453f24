"""Layers whose results no output of their model depends on."""

from typing import TYPE_CHECKING

from specc.ir.graph import Node, Place
from specc.namedtuple import NamedTuple
from specc.prove.facts import Facts

if TYPE_CHECKING:
    from specc.subject import Subject


class End(NamedTuple):
    """A layer whose result nothing reads, and the layers that lead to it and nowhere else."""

    facts: Facts
    node: Node
    others: tuple[Node, ...]


def ends(subject: "Subject") -> list[End]:
    """The dead ends of all models, of each place one, where all uses of the place are dead."""
    found = {name: _loose(subject, name) for name in subject.graphs}
    if not any(found.values()):
        return []
    dead = {name: _dead(subject, name) for name in subject.graphs}
    alive = {
        _key(node.place)
        for name, facts in subject.graphs.items()
        for node in facts.graph.nodes
        if node.id not in dead[name]
    }
    ends: dict[object, End] = {}
    for name, nodes in found.items():
        for node in nodes:
            if _key(node.place) not in alive and _key(node.place) not in ends:
                ends[_key(node.place)] = _end(subject.graphs[name], node, dead[name])
    return list(ends.values())


def _key(place: Place) -> tuple[str, object]:
    return place.source.path, place.span


def _named(subject: "Subject", model: str) -> set[int]:
    """The tensors of a model that its trainings name themselves."""
    found: set[int] = set()
    for plan in subject.sections.trains.values():
        words = {getattr(plan.objective, name, None) for name in ("mean", "log_var")} - {None}
        if plan.model == model and words:
            root = subject.graphs[model].graph.root
            found.update(value for value, name in root.names if name in words)
    return found


def _loose(subject: "Subject", model: str) -> list[Node]:
    """The nodes none of whose results is read, given out or named by a training."""
    facts = subject.graphs[model]
    read = {value for node in facts.graph.nodes for value in node.inputs}
    read.update(facts.graph.root.outputs)
    loose = [node for node in facts.graph.nodes if read.isdisjoint(node.outputs)]
    named = _named(subject, model) if loose else set()
    return [node for node in loose if named.isdisjoint(node.outputs)]


def _dead(subject: "Subject", model: str) -> set[int]:
    """The nodes that no output depends on."""
    graph = subject.graphs[model].graph
    live = set(graph.root.outputs) | _named(subject, model)
    dead: set[int] = set()
    for node in reversed(graph.nodes):
        if live.isdisjoint(node.outputs):
            dead.add(node.id)
        else:
            live.update(node.inputs)
    return dead


def _end(facts: Facts, node: Node, dead: set[int]) -> End:
    """The layers in front that lead to this end only, nearest first."""
    inside, waiting = {node.id}, [node]
    for one in waiting:
        for value in one.inputs:
            maker = facts.graph.producer(value)
            if maker is None or maker.id not in dead or maker.id in inside:
                continue
            readers = (r for out in maker.outputs for r in facts.readers(out))
            if all(reader in inside for reader in readers):
                inside.add(maker.id)
                waiting.append(maker)
    return End(facts, node, tuple(waiting[1:]))
