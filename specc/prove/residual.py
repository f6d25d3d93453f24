"""The residual sublayers of transformers: what skips around what, and where they are normalised."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.ir.graph import Node
from specc.layers.attention import MultiHeadAttention
from specc.layers.dense import Dense, Scale
from specc.layers.merging import Add
from specc.layers.normalisation import Normalisation
from specc.layers.other import Passing
from specc.layers.regularising import TrainingNoise
from specc.namedtuple import NamedTuple
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts, affine

if TYPE_CHECKING:
    from specc.subject import Subject

QUIET = (TrainingNoise, Passing, Scale, Normalisation)
"""Layers that may stand between a sublayer and its sum."""


class Sublayer(NamedTuple):
    """Attention of a sequence to itself, and the sum that a skip around it goes into.

    `before` is the norm between the skip and the attention, `behind` the one right behind the sum;
    None where there is none.
    """

    node: Node
    add: Node
    before: Node | None
    behind: Node | None


def residuals(subject: "Subject") -> dict[int, list[Sublayer]]:
    """The sublayers of each graph, by the id of its facts; for `subject.once(residuals)`."""
    return {id(facts): list(_sublayers(facts)) for facts in subject.graphs.values()}


def attends_itself(node: Node) -> bool:
    """True for attention whose queries, keys and values are of one tensor."""
    return isinstance(node.layer, MultiHeadAttention) and len(set(node.inputs)) == 1


def _sublayers(facts: Facts) -> Iterator[Sublayer]:
    for node in facts.uses(MultiHeadAttention):
        add = summed(facts, node) if attends_itself(node) else None
        if add is None:
            continue
        found = normed(facts, node.inputs[0], add)
        if found is not None:
            yield Sublayer(node, add, found[0] if found else None, _behind(facts, add))


def summed(facts: Facts, node: Node) -> Node | None:
    """The sum that the result of a node goes into, seen through what does not change its part."""
    after = facts.follower(node)
    for _ in range(MAX_LOOK):
        if after is None or isinstance(after.layer, Add):
            return after
        projects = isinstance(after.layer, Dense) and affine(after)
        if not (projects or isinstance(after.layer, QUIET)):
            return None
        after = facts.follower(after)
    return None


def normed(facts: Facts, value: int, add: Node) -> tuple[Node, ...] | None:
    """The norms between what a sum adds and a value that is made of it; None where it is not."""
    norms: list[Node] = []
    for _ in range(MAX_LOOK):
        if value in add.inputs:
            return tuple(norms)
        maker = facts.graph.producer(value)
        if maker is None or not isinstance(maker.layer, QUIET):
            return None
        if isinstance(maker.layer, Normalisation):
            norms.append(maker)
        value = maker.inputs[0]
    return None


def _behind(facts: Facts, add: Node) -> Node | None:
    after = facts.follower(add)
    while after is not None and isinstance(after.layer, (TrainingNoise, Passing)):
        after = facts.follower(after)
    return after if after is not None and isinstance(after.layer, Normalisation) else None


class Stream(NamedTuple):
    """The last of the sums that each add to the one before, and how many there are."""

    end: Node
    sums: int


def streams(facts: Facts) -> dict[int, Stream]:
    """For each sum, by its id, the stream that goes on from it."""
    found: dict[int, Stream] = {}
    for add in reversed(facts.uses(Add)):
        readers = facts.readers(add.outputs[0])
        more = next((found[reader] for reader in readers if reader in found), None)
        found[add.id] = Stream(add, 1) if more is None else Stream(more.end, more.sums + 1)
    return found
