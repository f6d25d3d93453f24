"""Which layers let a prediction see what it is to predict.

`next_token` holds position t of the output against position t + 1 of the input, and the decoder of
`sequence_to_sequence` reads the target up to position t where it is to say t + 1. Where an output
certainly reads farther, the layers that are the cause are those that would do so if all in front of
them looked only back.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Label
from specc.ir.graph import Graph, Node, Value
from specc.namedtuple import NamedTuple
from specc.prove.blame import Blamed, blamed
from specc.prove.facts import Facts
from specc.prove.field import FAR, POINT, backward
from specc.prove.reach import Reach, Reached
from specc.prove.receptive import follow

if TYPE_CHECKING:
    from specc.layer import Layer
    from specc.subject import Application, Subject
    from specc.training.plan import TrainPlan

BACK = Reach(0, backward(POINT))
"""A position reads its own and those before it."""


class Leak(NamedTuple):
    """A layer through which an output sees farther than its own position.

    `ahead` is how many positions; None where it is all of them.
    """

    plan: "TrainPlan"
    facts: Facts
    node: Node
    output: str
    input: str
    ahead: int | None


def leaks(subject: "Subject") -> tuple[Leak, ...]:
    """The causes in all trainings of a file, for `subject.once(leaks)`."""
    return tuple(_leaks(subject))


def leaking(subject: "Subject", speaks: Callable[["Layer"], bool]) -> Iterator[tuple[Blamed, Leak]]:
    """The causes among some layers, with where to speak of them."""
    wrong = {
        (id(leak.facts), leak.node.id): leak
        for leak in subject.once(leaks)
        if speaks(leak.node.layer)
    }
    if not wrong:
        return
    kinds = {type(leak.node.layer) for leak in wrong.values()}
    both: tuple[list[Application], list[Application]] = [], []
    for uses in subject.places(*kinds):
        for use in uses:
            both[(id(use.facts), use.node.id) in wrong].append(use)
    right, faulty = both
    for blame in blamed(subject, faulty, right):
        facts, node = blame.uses[0]
        yield blame, wrong[id(facts), node.id]


def _leaks(subject: "Subject") -> Iterator[Leak]:
    for plan in subject.sections.trains.values():
        facts = subject.graphs.get(plan.model)
        value = None if facts is None else _predicted(plan.objective.word, facts.graph)
        if facts is not None and value is not None:
            yield from _causes(plan, facts, value)


def _predicted(objective: str, graph: Graph) -> Value | None:
    """The input that holds what is to be predicted, shifted by one; None where it is not known."""
    inputs = list(graph.inputs.values())
    if objective == "next_token":
        return inputs[0] if len(inputs) == 1 else None
    if objective == "sequence_to_sequence":
        return inputs[1] if len(inputs) > 1 else None
    return None


def _causes(plan: "TrainPlan", facts: Facts, value: Value) -> Iterator[Leak]:
    graph, key = facts.graph, (value.id, 0)
    if value.type.rank < 1 or value.type.sizes[0] == 1:
        return
    plain = follow(graph, (value.id,))
    guilty = {
        name: output.id
        for name, output in graph.outputs.items()
        if output.type.rank > 1 and _ahead(plain[output.id].get(key)) != 0
    }
    if not guilty:
        return
    causes = _sources(graph, value)
    given = next(name for name, one in graph.inputs.items() if one is value)
    for name, output in guilty.items():
        for node in _in_front(graph, output):
            if node.id in causes:
                yield Leak(plan, facts, node, name, given, causes.pop(node.id))


def _sources(graph: Graph, value: Value) -> dict[int, int | None]:
    """The nodes that would look ahead by themselves, and how far.

    What is pooled over time has no positions that could look ahead: it does so where it is joined
    to the sequence again, and the pool is the cause.
    """
    key, length = (value.id, 0), value.type.sizes[0]
    found: dict[int, int | None] = {}
    pooled: dict[int, int] = {}

    def mend(node: Node, output: int, reached: Reached) -> Reached:
        far = _ahead(reached.get(key))
        if far == 0:
            return reached
        cause = next((pooled[one] for one in node.inputs if one in pooled), node.id)
        if graph.values[output].type.sizes[:1] != (length,):
            pooled[output] = cause
            return reached
        found[cause] = far
        return {**reached, key: BACK}

    follow(graph, (value.id,), mend)
    return found


def _ahead(reach: Reach | None) -> int | None:
    """How many positions beyond its own a position certainly reads, None for all; 0: none."""
    if reach is None or not reach.sure:
        return 0
    field = reach.field
    if reach.axis < 0:
        stop = field.phases[0].stop
        return None if stop >= FAR else max(stop - 1, 0)
    if reach.axis > 0 or field.advance != len(field.phases):
        return 0
    if any(reads.stop >= FAR for reads in field.phases):
        return None
    return max(0, *(reads.stop - 1 - at for at, reads in enumerate(field.phases)))


def _in_front(graph: Graph, value: int) -> list[Node]:
    """The nodes that a tensor depends on, in order."""
    found: set[int] = set()
    waiting = [value]
    while waiting:
        node = graph.producer(waiting.pop())
        if node is not None and node.id not in found:
            found.add(node.id)
            waiting.extend(node.inputs)
    return [graph.nodes[id] for id in sorted(found)]


def reason(leak: Leak) -> tuple[str, Label]:
    """The first half of a message, and where the objective is named."""
    start = f"`{leak.output}` is to predict `{leak.input}` one position on"
    plan = leak.plan
    named = Label(plan.place.source, plan.span("objective"), "position t is held against t + 1")
    return start, named
