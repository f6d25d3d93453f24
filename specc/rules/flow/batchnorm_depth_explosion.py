"""The rule `batchnorm-depth-explosion`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.layers.normalisation import BatchNorm
from specc.prove.signal import predicted
from specc.rule import Rule, Subject

GROWTH = 10.0
FEWEST = 8


class BatchnormDepthExplosion(Rule):
    """In a deep plain chain of batch norms the gradient grows towards the input.

    What it does:
        Predicts the weight gradient of each layer at the start of training and finds chains of at
        least eight layers with batch norms and without skip connections in which the first gets
        more than ten times the gradient of the last.

    Why is this bad?
        Behind a ReLU, each batch norm multiplies the mean square of the gradient that goes back
        by pi / (pi - 1), 1.47, whatever the weights are. Over twenty layers that is a factor of 46
        in the gradient's RMS; skip connections avoid it.

    Example:
        repeat 20 { Dense(128, bias=false) -> BatchNorm -> ReLU }

    Use instead:
        repeat 6 { Dense(128, bias=false) -> BatchNorm -> ReLU }

    References:
        Yang, Pennington, Rao, Sohl-Dickstein and Schoenholz 2019, "A mean field theory of batch
        normalization" (arXiv 1902.08129).
    """

    severity = Severity.INFO
    needs = ("model", "BatchNorm")
    gives_way_to = ("exploding-gradient",)
    bad = """\
model Deep {
    input x: [64]
    repeat 20 { Dense(128, bias=false) -> BatchNorm -> ReLU }
    Dense(10)
}
"""
    message = (
        "the first layer of `Deep` gets 11.6 times the last layer's gradient: it grows through 20 "
        "batch norms"
    )
    good = """\
model Deep {
    input x: [64]
    repeat 6 { Dense(128, bias=false) -> BatchNorm -> ReLU }
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Plain chains that are long enough."""
        for one in subject.once(predicted):
            norms = one.facts.uses(BatchNorm)
            plain = all(len(node.inputs) < 2 for node in one.facts.graph.nodes)
            if len(norms) < FEWEST or len(one.stages) < FEWEST or not plain:
                continue
            first, last = one.stages[0], one.stages[-1]
            times = first.row.weight_gradient or 0.0
            if times <= GROWTH:
                continue
            message = f"the first layer of `{one.facts.graph.name}` gets {times:.3g} times the last"
            message += f" layer's gradient: it grows through {len(norms)} batch norms"
            place = last.node.place
            related = (Label(place.source, place.span, "compared with this one"),)
            help = "skip connections keep it from growing"
            yield self.at(first.node.place, message, related=related, help=help)
