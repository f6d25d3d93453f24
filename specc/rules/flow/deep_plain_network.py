"""The rule `deep-plain-network`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.merging import Add, Concat
from specc.layers.normalisation import Normalisation
from specc.prove.signal import predicted
from specc.rule import Rule, Subject

DEEP, DECADES = 20, 1.0
BALANCED = (0.1, 10.0)


class DeepPlainNetwork(Rule):
    """Many layers in a row without a normalisation and without skip connections.

    What it does:
        Finds twenty or more layers with weights through which the whole signal goes, none of them
        followed by a normalisation, in a model without sums or joins. It warns where the predicted
        gradient of the first layer is not within a factor of ten of the last one's, or where the
        network is too deep and narrow for a prediction, and remarks on others.

    Why is this bad?
        Even where the start is balanced, each step changes all layers at once, and their product
        more than any of them: plain networks of this depth train worse than shallower ones.

    Example:
        repeat 24 { Dense(64, activation=relu) }

    Use instead:
        repeat 24 { Dense(64) -> LayerNorm -> ReLU }

    References:
        He, Zhang, Ren and Sun 2016, "Deep residual learning for image recognition" (arXiv
        1512.03385), section 1: the degradation of plain networks with depth.
    """

    severity = Severity.WARNING
    needs = ("model",)
    gives_way_to = ("vanishing-gradient", "exploding-gradient", "signal-collapse")
    bad = """\
model Deep {
    input x: [64]
    repeat 24 { Dense(64, activation=relu) }
    Dense(10)
}
"""
    message = (
        "25 layers of `Deep` stand in a row without a normalisation or a skip connection: the "
        "first gets 0.51 of the last layer's gradient"
    )
    good = """\
model Deep {
    input x: [64]
    repeat 24 { Dense(64) -> LayerNorm -> ReLU }
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Plain networks of that depth."""
        for one in subject.once(predicted):
            around = one.facts.uses(Normalisation) or one.facts.uses(Add) or one.facts.uses(Concat)
            if len(one.stages) < DEEP or around:
                continue
            first = one.stages[0]
            share = first.row.weight_gradient
            message = f"{len(one.stages)} layers of `{one.facts.graph.name}` stand in a row without"
            message += " a normalisation or a skip connection"
            balanced = share is None or BALANCED[0] <= share <= BALANCED[1]
            if not one.sure(first.row, DECADES):
                message += ": so deep and narrow that one draw of weights is far from the next"
                balanced = False
            elif share is not None:
                message += f": the first gets {share:.2g} of the last layer's gradient"
            severity = Severity.INFO if balanced else Severity.WARNING
            help = "a normalisation between the layers, or skip connections around them"
            yield self.at(first.node.place, message, help=help, severity=severity)
