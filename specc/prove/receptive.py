"""Receptive fields: what of the inputs every tensor of a model depends on.

Followed exactly through strides, dilations, pools, branches, resizing and rearranging, for sizes
known only at run time as well; a tensor that may depend on everything is said to (`Reach.sure`).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType
from specc.prove.facts import Facts
from specc.prove.passage import passed
from specc.prove.reach import Reached, start

if TYPE_CHECKING:
    from specc.subject import Subject

INPUTS = 4
"""Inputs of a model that are followed, the first ones: each costs a walk through the graph."""

Mend = Callable[[Node, int, Reached], Reached]
"""What to put for an output of a node, given by its value."""


def receptive(subject: "Subject") -> Callable[[Facts], list[Reached]]:
    """What each value of a graph depends on, by its id; for `subject.once(receptive)`."""
    known: dict[int, list[Reached]] = {}

    def of(facts: Facts) -> list[Reached]:
        found = known.get(id(facts))
        if found is None:
            found = known[id(facts)] = follow(facts.graph, facts.graph.root.inputs[:INPUTS])
        return found

    return of


def follow(graph: Graph, inputs: tuple[int, ...], mend: Mend | None = None) -> list[Reached]:
    """What each value depends on of some inputs; `mend` may put something else."""
    found: list[Reached] = [{}] * len(graph.values)
    for value in inputs:
        found[value] = start(value, positions(graph.values[value].type))
    for node in graph.nodes:
        given = [found[value] for value in node.inputs]
        if not any(given):
            continue
        for value, reached in zip(node.outputs, passed(graph, node, given), strict=True):
            found[value] = reached if mend is None else mend(node, value, reached)
    return found


def positions(kind: TensorType) -> range:
    """The axes of an input that count positions: not the channels, where it has them."""
    return range(kind.rank if kind.dtype != "float" or kind.rank == 1 else kind.rank - 1)
