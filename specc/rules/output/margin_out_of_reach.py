"""The rule `margin-out-of-reach`."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.prove.facts import Facts
from specc.prove.image import Image, image
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class MarginOutOfReach(Rule):
    """Two embeddings cannot get as far apart as the loss wants them.

    What it does:
        Finds `contrastive` and `triplet` objectives whose margin is larger than the largest
        distance (for `triplet`, squared distance) that two outputs can have: those of n sigmoids
        lie within a cube of side 1, those of a softmax within sqrt(2) of each other.

    Why is this bad?
        Pairs that are unlike cost something however far apart they are, so the loss has a floor
        that hides what is learned, and it drives the embeddings into the corners of their range,
        where sigmoid and tanh have no gradient.

    Example:
        objective = contrastive(margin=3)
        Dense(4, activation=sigmoid)

    Use instead:
        objective = contrastive(margin=3)
        Dense(4)

    References:
        Hadsell, Chopra and LeCun 2006, "Dimensionality Reduction by Learning an Invariant Mapping"
        (CVPR), equation 4; Schroff, Kalenichenko and Philbin 2015, "FaceNet" (arXiv 1503.03832),
        equation 3.
    """

    severity = Severity.ERROR
    needs = ("train", ("contrastive", "triplet"))
    bad = """\
data faces {
    source = npz("faces.npz")
    input  face: [100]
    target person: class(20)
}

model Encoder {
    input face: [100]
    Dense(32, activation=tanh)
    output code = Dense(4, activation=sigmoid)
}

train {
    objective = contrastive(margin=3)
}
"""
    message = "the margin is 3, and two outputs `code` in 0..1 are at most 2 apart"
    good = """\
data faces {
    source = npz("faces.npz")
    input  face: [100]
    target person: class(20)
}

model Encoder {
    input face: [100]
    Dense(32, activation=tanh)
    output code = Dense(4)
}

train {
    objective = contrastive(margin=3)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Encoders of one input and one output with bounds on both sides."""
        for plan in subject.sections.trains.values():
            facts, margin = subject.graphs.get(plan.model), getattr(plan.objective, "margin", None)
            if facts is None or margin is None:
                continue
            outputs = facts.graph.outputs
            if len(outputs) == 1 == len(facts.graph.inputs):
                ((name, value),) = outputs.items()
                bounds, size = image(facts, value.id), value.type.size
                if bounds is None or not bounds.two_sided or not isinstance(size, int):
                    continue
                far = _farthest(facts, bounds, value.id, size)
                reach = far * far if plan.objective.word == "triplet" else far
                if margin > reach:
                    yield self._finding(plan, name, bounds, margin, reach)

    def _finding(
        self, plan: "TrainPlan", name: str, bounds: Image, margin: float, reach: float
    ) -> Diagnostic:
        squared = plan.objective.word == "triplet"
        what = "have a squared distance of at most" if squared else "are at most"
        apart = "" if squared else " apart"
        source = plan.place.source
        span = plan.span("objective.margin")
        labels = (Label(*bounds.node.place, bounds.text),)
        return self.at(
            Place(source, span),
            f"the margin is {margin:g}, and two outputs `{name}` {bounds.text} {what} "
            f"{reach:.3g}{apart}",
            related=tuple(label for label in labels if label.source is source),
            help="an output without an activation has no bounds",
        )


def _farthest(facts: Facts, bounds: Image, value: int, size: int) -> float:
    """The largest distance of two outputs: from corner to corner of their cube, or of a simplex."""
    ending = facts.ending(value)
    if ending is not None and ending.activation.word == "Softmax" and size > 1:
        rows = facts.graph.values[value].type.sizes[:-1]
        count = 1
        for row in rows:
            count *= row if isinstance(row, int) else 1
        return sqrt(2 * count)
    return sqrt(size) * (bounds.high - bounds.low)
