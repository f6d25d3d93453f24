"""The rule `step-with-gradient`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.layers.activation import Sigmoid, Tanh
from specc.prove.clash import SOUND, clashing
from specc.prove.facts import Facts
from specc.prove.latent import reached
from specc.prove.mend import set_loss, swap
from specc.prove.trained import Trained, by_plan
from specc.rule import Rule, Subject


class StepWithGradient(Rule):
    """A step lets no gradient through.

    What it does:
        Finds outputs that end in `step` and are trained by gradients, and hidden layers with
        weights that do. The perceptron rule, which needs no gradient, is left alone, and so are
        layers whose weights are fixed.

    Why is this bad?
        A step is flat on both sides of its jump: its derivative is 0 everywhere it has one. The
        gradient of the loss stops there, and the weights in front stay where they started.

    Example:
        output y = Dense(1, activation=step)

    Use instead:
        output y = Dense(1, activation=sigmoid)

        Or keep the step and train by the perceptron's own rule: `optimizer = perceptron(lr=0.1)`.

    References:
        Bengio, Léonard and Courville 2013, "Estimating or Propagating Gradients Through Stochastic
        Neurons for Conditional Computation" (arXiv 1308.3432), on the derivative of a hard
        threshold, which is 0 almost everywhere. Rosenblatt 1958, "The perceptron", for the rule.
    """

    severity = Severity.ERROR
    needs = ("train", "Step")
    bad = """\
data and_gate {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Neuron {
    input x: [2]
    output y = Dense(1, activation=step)
}

train {
    loss   = mse
    epochs = 500
    batch  = all
}
"""
    message = "`y` ends in a step, whose gradient is 0 everywhere: nothing in front of it learns"
    good = """\
data and_gate {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Neuron {
    input x: [2]
    output y = Dense(1, activation=step)
}

train {
    optimizer = perceptron(lr=0.1)
    epochs    = 100
    batch     = 1
}
"""
    fixed = """\
data and_gate {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Neuron {
    input x: [2]
    output y = Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 500
    batch  = all
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that a loss is to reach through a step, and layers that end in one."""
        for one in subject.once(clashing).get(self.name, ()):
            yield self._output(subject, one)
        for together in by_plan(subject.once(clashing)[SOUND]):
            one = together[0]
            if one.word and not one.plan.freeze:
                for node in reached(one.facts.graph, *(other.value.id for other in together)):
                    layer = _stopped(one.facts, node)
                    if layer is not None:
                        yield self._hidden(subject, one, node, layer)

    def _output(self, subject: Subject, one: Trained) -> Diagnostic:
        message = (
            f"`{one.name}` ends in a step, whose gradient is 0 everywhere: "
            "nothing in front of it learns"
        )
        return self.at(
            one.at(one.producer),
            message,
            related=(Label(one.plan.place.source, one.loss_span, "does not get through"),),
            help="`sigmoid` for a step that is trained by gradients, or "
            "`optimizer = perceptron(lr=0.1)`",
            fix=_fix(subject, one),
        )

    def _hidden(self, subject: Subject, one: Trained, node: Node, layer: Node) -> Diagnostic:
        edit = swap(subject, node, Tanh)
        fix = None if edit is None else Fix("use a tanh", (edit,), Safety.UNSAFE)
        return self.at(
            one.at(node),
            f"the {layer.trainable:,} weights of `{layer.layer.word}` end in a step, whose "
            "gradient is 0 everywhere: they stay as they start",
            related=(Label(one.plan.place.source, one.loss_span, "does not get through"),),
            help="`tanh` and `sigmoid` are steps with a slope",
            fix=fix,
        )


def _stopped(facts: Facts, node: Node) -> Node | None:
    """The layer with weights that a step keeps from learning; None where there is none."""
    bent = activation(node)
    if bent is None or bent.word != "Step":
        return None
    layer: Node | None = node
    if node.layer is bent:
        layer = facts.graph.producer(node.inputs[0])
        if layer is None or facts.follower(layer) is None:
            return None
    return layer if layer is not None and layer.trainable else None


def _fix(subject: Subject, one: Trained) -> Fix | None:
    """A sigmoid, and the loss that goes with it."""
    if one.ending is None:
        return None
    edits = [swap(subject, one.ending.node, Sigmoid)]
    if one.word != "binary_cross_entropy":
        edits.append(set_loss(subject, one, "binary_cross_entropy"))
    whole = tuple(edit for edit in edits if edit is not None)
    if len(whole) < len(edits) or one.units != 1:
        return None
    return Fix("use a sigmoid and its loss", whole, Safety.UNSAFE)
