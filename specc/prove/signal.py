"""The predicted signal and gradient of the models for which it may say something."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.normalisation import BatchNorm, Normalisation
from specc.layers.recurrent import RNN
from specc.namedtuple import NamedTuple
from specc.prove.bound import Bound, bound
from specc.prove.chain import behind, plain, waists
from specc.prove.facts import Facts

if TYPE_CHECKING:
    from specc.flow.result import Flow, LayerFlow
    from specc.subject import Subject
    from specc.training.plan import TrainPlan

DEEP, BATCH_NORMS = 20, 8
"""Layers and batch norms in a row from which on a rule may have to say something."""
FALL, GROWTH = 1.5, 2.9
"""Decades that may be lost or won from which on it may."""
MOST_NODES = 20_000
"""Larger models are not predicted in a check, which has to be over soon."""


class Stage(NamedTuple):
    """A layer with a kernel through which the whole signal goes, and what is predicted of it."""

    node: Node
    row: "LayerFlow"


class Predicted(NamedTuple):
    """A model, its training if the file has one, and the prediction.

    `stages` are the trained layers through which the whole signal goes, in order; what passes
    around a layer, as in residual networks, leaves it out. `most` bounds what may fall and grow.
    """

    facts: Facts
    plan: "TrainPlan | None"
    flow: "Flow"
    stages: tuple[Stage, ...]
    most: Bound

    @property
    def fresh(self) -> bool:
        """True where the file trains the model from its random start."""
        return self.plan is not None and self.plan.init_from is None

    def sure(self, row: "LayerFlow", decades: float) -> bool:
        """False where a change of so many decades is only the scatter of a narrow, deep network."""
        return not row.rough or max(self.most.fall, self.most.growth) >= decades


def predicted(subject: "Subject") -> tuple[Predicted, ...]:
    """The models of a file that may pass their signal badly, for `subject.once(predicted)`."""
    return tuple(_predicted(subject))


def _predicted(subject: "Subject") -> Iterator[Predicted]:
    for name, facts in subject.graphs.items():
        most = _most(facts)
        if most is None or not _doubtful(subject, facts, most):
            continue
        from specc.flow.data import trained_with  # not above: most models are not in doubt

        plan = trained_with(subject.sections.trains.values(), name)
        found = facts.flow(plan)
        yield Predicted(facts, plan, found, tuple(_stages(facts, found)), most)


def _most(facts: Facts) -> Bound | None:
    """What may happen in a model; None where it is too small or too large for a prediction."""
    few = len(facts.uses(Weighted)) < 2 and not facts.uses(RNN)
    return None if few or len(facts.graph.nodes) > MOST_NODES else bound(facts)


def _doubtful(subject: "Subject", facts: Facts, most: Bound) -> bool:
    """False where nothing bad can come out."""
    if facts.uses(RNN) or "bias_init" in subject.words or most.extreme:
        return True
    far = most.layers >= DEEP or most.fall >= FALL or most.growth >= GROWTH
    return far or _normalised_chain(facts)


def _normalised_chain(facts: Facts) -> bool:
    """True for batch norms one behind the other with nothing around them."""
    few = len(facts.uses(BatchNorm)) < BATCH_NORMS
    return not few and all(len(node.inputs) < 2 for node in facts.graph.nodes)


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
