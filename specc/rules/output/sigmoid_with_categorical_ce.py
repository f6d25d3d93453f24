"""The rule `sigmoid-with-categorical-ce`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import swap_activation
from specc.ir.graph import Graph, Place
from specc.layers.activation import Sigmoid, Softmax
from specc.prove.facts import Ending
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class SigmoidWithCategoricalCe(Rule):
    """Several sigmoids, trained as if they were one distribution over classes.

    What it does:
        Finds outputs of two or more sigmoids that `cross_entropy` is the loss of.

    Why is this bad?
        Cross entropy over classes reads only the probability given to the true class. Under a
        softmax that pushes the other classes down; sigmoids do not know of each other, so nothing
        does, and the network can answer 1 to everything at no cost.

    Example:
        Dense(3, activation=sigmoid)

    Use instead:
        Dense(3, activation=softmax)

        Where several labels may be true at once, keep the sigmoids and take
        `loss = binary_cross_entropy`.

    References:
        The formula, and why negatives count for nothing without a softmax:
        https://stats.stackexchange.com/questions/272862. One case of many:
        https://datascience.stackexchange.com/questions/91069.
    """

    severity = Severity.ERROR
    needs = ("train", "cross_entropy", "Sigmoid")
    bad = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=sigmoid)
}

train {
    loss = cross_entropy
}
"""
    message = "`cross_entropy` wants one distribution over 3 classes, and `species` is 3 sigmoids"
    good = """\
data flowers {
    source = sklearn(breast_cancer)
}

model Cancer {
    input cell: [30]
    Dense(16, activation=relu)
    output malignant = Dense(1, activation=sigmoid)
}

train {
    loss = binary_cross_entropy
}
"""
    fixed = """\
data flowers {
    source = sklearn(iris)
}

model Iris {
    input flower: [4]
    Dense(16, activation=relu)
    output species = Dense(3, activation=softmax)
}

train {
    loss = cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs of trainings."""
        if not subject.sections.trains:
            return
        from specc.training.loss import CrossEntropy  # a file without training does not wait for it

        for plan in subject.sections.trains.values():
            for output, loss, _ in plan.losses:
                if isinstance(loss, CrossEntropy) and plan.model in subject.models:
                    yield from self._output(subject, plan, output)

    def _output(self, subject: Subject, plan: "TrainPlan", name: str) -> Iterator[Diagnostic]:
        facts = subject.graphs[plan.model]
        value = facts.graph.outputs.get(name)
        if value is None:
            return
        ending = facts.ending(value.id)
        count = value.type.channels if value.type.rank else 1
        if ending is None or not isinstance(ending.activation, Sigmoid) or count == 1:
            return
        message = (
            f"`cross_entropy` wants one distribution over {count} classes, "
            f"and `{name}` is {count} sigmoids"
        )
        related = (Label(plan.place.source, plan.span("loss"), "reads only the true class"),)
        help = (
            "`softmax` where one class is true, `loss = binary_cross_entropy` where several may be"
        )
        fix = _fix(subject, plan, facts.graph, ending)
        yield self.at(ending.node.place, message, related=related, help=help, fix=fix)


def _fix(subject: Subject, plan: "TrainPlan", graph: Graph, ending: Ending) -> Fix | None:
    from specc.training.loss import CrossEntropy
    from specc.training.target import MultiLabel

    target = plan.data.target if plan.data is not None else None
    if isinstance(target, MultiLabel):
        loss = subject.written(Place(plan.place.source, plan.span("loss")), CrossEntropy.word)
        if loss is None:
            return None
        edit = Edit(plan.place.source, loss.span, "binary_cross_entropy")
        return Fix("train each label by itself", (edit,), Safety.UNSAFE)
    use = subject.written(ending.node.place, ending.node.layer.word)
    place = ending.node.place
    alone = sum(node.place == place for node in graph.nodes) == 1
    swap = swap_activation(place.source, use, Sigmoid, Softmax) if use and alone else None
    if swap is None:
        return None
    safety = Safety.SHOWN if target is None else Safety.UNSAFE
    return Fix("use one softmax over the classes", (swap,), safety)
