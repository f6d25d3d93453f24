"""The rule `frozen-random-layer`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.initialiser import Constant, IdentityMatrix, Ones, Zeros
from specc.ir.graph import Graph, Node, Place
from specc.layer import Weight
from specc.layers.pretrained import Pretrained
from specc.prove.game import players
from specc.rule import Rule, Subject
from specc.training.plan import TrainPlan

CHOSEN = (Zeros, Ones, Constant, IdentityMatrix)
"""Starts that somebody chose: what begins so may well stay so."""


class FrozenRandomLayer(Rule):
    """A layer that is never trained keeps its random weights.

    What it does:
        Finds layers with `trainable=false`, or named by `freeze`, whose weights are drawn at
        random, in a training that starts from no weights file. It is an error where nothing is left
        to train. Pretrained networks, and weights that start as constants, are right as they are. A
        recurrent layer with `trainable=false` is a remark: it may be the reservoir of an echo state
        network.

    Why is this bad?
        Freezing keeps what has been learned; without learned weights it keeps noise. That is wanted
        for random features, and otherwise a line that was forgotten: the weights were meant to be
        loaded with `init_from`.

    Example:
        freeze    = [encoder]

    Use instead:
        freeze    = [encoder]
        init_from = "encoder.safetensors"

    References:
        Keras, "Transfer learning & fine-tuning" (keras.io/guides/transfer_learning): layers are
        taken from a trained model, then frozen. Random features on purpose: Rahimi and Recht 2007,
        "Random features for large-scale kernel machines" (NIPS).
    """

    severity = Severity.WARNING
    needs = ("train", ("freeze", "trainable"))
    bad = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Cancer {
    input cell: [30]
    encoder = Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    freeze    = [encoder]
}
"""
    message = "the 496 weights of `Dense` are frozen at random values: nothing loads trained ones"
    good = """\
data cancer {
    source = sklearn(breast_cancer)
    scale  = standard
}

model Cancer {
    input cell: [30]
    encoder = Dense(16, activation=relu)
    output benign = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    freeze    = [encoder]
    init_from = "encoder.safetensors"
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Frozen layers of trainings that load nothing."""
        for plan in subject.sections.trains.values():
            for facts in players(subject, plan) if plan.init_from is None else ():
                graph = facts.graph
                frozen = _frozen(plan, graph)
                learning = any(n.trainable for n in graph.nodes if n.owner not in frozen)
                for node in _random(graph, frozen):
                    yield self._finding(plan, node, "" if learning else graph.name)

    def _finding(self, plan: TrainPlan, node: Node, alone: str) -> Diagnostic:
        count = sum(weight.size for weight in node.weights)
        message = (
            f"the {count} weights of `{node.layer.word}` are frozen at random values: "
            "nothing loads trained ones"
        )
        if alone:
            message += f", and nothing of `{alone}` is trained"
        source = plan.place.source
        related = (Label(source, plan.span("freeze"), "trained here"),)
        help = '`init_from = "weights.safetensors"` loads trained weights'
        reservoir = node.layer.family == "recurrent" and not node.trainable
        usual = Severity.INFO if reservoir else Severity.WARNING
        severity = Severity.ERROR if alone else usual
        return self.at(node.place, message, related=related, help=help, severity=severity)


def _frozen(plan: TrainPlan, graph: Graph) -> set[int]:
    """The owners that the training freezes, by their own setting or by name."""
    found = {n.id for n in graph.nodes if n.weights and not n.shared and not n.trainable}
    if plan.freeze:
        from specc.training.freezing import frozen_by  # few trainings freeze by name

        found.update(owner for name in plan.freeze for owner in frozen_by(graph, name))
    return found


def _random(graph: Graph, frozen: set[int]) -> Iterator[Node]:
    """The first frozen layer of each place whose weights are drawn."""
    seen: set[Place] = set()
    for owner in sorted(frozen):
        node = graph.nodes[owner]
        drawn = not isinstance(node.layer, Pretrained) and any(map(_drawn, node.weights))
        if drawn and node.place not in seen:
            seen.add(node.place)
            yield node


def _drawn(weight: Weight) -> bool:
    return not isinstance(weight.init, CHOSEN)
