"""The rule `norm-on-output`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layers.normalisation import Normalisation
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject

DISTANCES = ("mse", "mae", "huber")


class NormOnOutput(Rule):
    """The numbers that a network predicts are normalised last.

    What it does:
        Finds trained outputs whose last layer is a normalisation, where the loss is a distance
        between numbers. One that normalises each example by itself is a warning; batch norm, which
        is an affine function once training is over, is a remark. Logits, embeddings and hidden
        layers are left alone.

    Why is this bad?
        Layer norm and its like give every example the same scale: whether an example's
        numbers are large or small as a whole can no longer be said. Behind a batch norm the
        prediction for one example depends on the others in its batch.

    Example:
        output pose = Dense(12) -> LayerNorm

    Use instead:
        output pose = LayerNorm -> Dense(12)

    References:
        Ba, Kiros and Hinton 2016, "Layer Normalization" (arXiv 1607.06450), section 5.1: the output
        does not change where an example's inputs are re-scaled. Against a batch norm as the last
        layer: https://stats.stackexchange.com/questions/444386.
    """

    severity = Severity.WARNING
    needs = ("train", "normalisation", DISTANCES)
    bad = """\
data poses {
    source = npz("poses.npz")
    input  markers: [30]
    target pose: real[12] in -3..3
}

model Pose {
    input markers: [30]
    Dense(64, activation=tanh)
    output pose = Dense(12) -> LayerNorm
}

train {
    loss = mse
}
"""
    message = "`LayerNorm` gives the 12 numbers of `pose` the same scale for every example"
    good = """\
data poses {
    source = npz("poses.npz")
    input  markers: [30]
    target pose: real[12] in -3..3
}

model Pose {
    input markers: [30]
    Dense(64, activation=tanh)
    output pose = LayerNorm -> Dense(12)
}

train {
    loss = mse
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trained outputs whose last layer but for changes of shape is a normalisation."""
        for one in subject.once(trained):
            if one.word in DISTANCES:
                node = _last(one)
                if node is not None:
                    yield self._finding(one, node)

    def _finding(self, one: Trained, node: Node) -> Diagnostic:
        word, size = node.layer.word, one.value.type.size
        many = f"the {size} numbers" if isinstance(size, int) and size > 1 else "the numbers"
        message = f"`{word}` gives {many} of `{one.name}` the same scale for every example"
        batch = word == "BatchNorm"
        if batch:
            message = f"`{word}` makes `{one.name}` depend on the other examples of a batch"
        return self.at(
            one.at(node),
            message,
            related=(Label(one.plan.place.source, one.loss_span, "a distance between numbers"),),
            help="in front of the last layer with weights it does its work and leaves the output "
            "free",
            severity=Severity.INFO if batch else None,
        )


def _last(one: Trained) -> Node | None:
    graph = one.facts.graph
    node = graph.producer(one.value.id)
    while node is not None and node.layer.view and len(node.inputs) == 1:
        node = graph.producer(node.inputs[0])
    return node if node is not None and isinstance(node.layer, Normalisation) else None
