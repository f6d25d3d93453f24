"""The predicted signal and gradient of the models for which it may say something."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.activation import HardSigmoid, Sigmoid, Softsign, Tanh
from specc.layers.merging import Add
from specc.layers.normalisation import Normalisation
from specc.layers.recurrent import RNN
from specc.prove.chain import behind, plain, waists
from specc.prove.facts import Facts, activation

if TYPE_CHECKING:
    from specc.flow.result import Flow, LayerFlow
    from specc.subject import Subject
    from specc.training.plan import TrainPlan

DEEP = 12
"""Layers with kernels up to which default starts keep signal and gradient in bounds, whatever the
activations are but these:"""
SATURATING = (Sigmoid, HardSigmoid, Softsign, Tanh)
FEW = 3


class Stage(NamedTuple):
    """A layer with a kernel through which the whole signal goes, and what is predicted of it."""

    node: Node
    row: "LayerFlow"


class Predicted(NamedTuple):
    """A model, its training if the file has one, and the prediction.

    `stages` are the trained layers through which the whole signal goes, in order; what passes
    around a layer, as in residual networks, leaves it out.
    """

    facts: Facts
    plan: "TrainPlan | None"
    flow: "Flow"
    stages: tuple[Stage, ...]

    @property
    def fresh(self) -> bool:
        """True where the file trains the model from its random start."""
        return self.plan is not None and self.plan.init_from is None


def predicted(subject: "Subject") -> tuple[Predicted, ...]:
    """The models of a file that may pass their signal badly, for `subject.once(predicted)`."""
    return tuple(_predicted(subject))


def _predicted(subject: "Subject") -> Iterator[Predicted]:
    for name, facts in subject.graphs.items():
        if not _doubtful(subject, facts):
            continue
        # Imported here: most models are not in doubt.
        from specc.flow.data import batch_of, inputs_of, trained_with
        from specc.flow.walk import flow

        plan = trained_with(subject.sections.trains.values(), name)
        graph = facts.graph
        found = flow(graph, batch=batch_of(plan), inputs=inputs_of(plan, graph))
        yield Predicted(facts, plan, found, tuple(_stages(facts, found)))


def _doubtful(subject: "Subject", facts: Facts) -> bool:
    """False where starts, depth and activations are such that nothing bad is to be expected."""
    if facts.uses(RNN):
        return True
    layers = facts.uses(Weighted)
    if len(layers) < 2:
        return False
    if not subject.words.isdisjoint(("init", "bias_init")):
        return True
    if len(layers) > DEEP:
        normalised = 2 * len(facts.uses(Normalisation)) >= len(layers)
        return not (normalised and facts.uses(Add))
    return sum(isinstance(activation(node), SATURATING) for node in facts.graph.nodes) > FEW


def _stages(facts: Facts, found: "Flow") -> Iterator[Stage]:
    through = waists(facts)
    for row in found.layers:
        node = facts.graph.nodes[row.node]
        learns = any(weight.trainable for weight in node.weights)
        if row.node in through and isinstance(node.layer, Weighted) and learns:
            yield Stage(node, row)


def normalised(facts: Facts, node: Node) -> bool:
    """True where a normalisation takes the scale of a layer's result away."""
    after = behind(facts, node, lambda one: plain(one) and not isinstance(one.layer, Normalisation))
    return after is not None and isinstance(after.layer, Normalisation)
