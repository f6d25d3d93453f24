"""The rule `vae-swapped-heads`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Node, Place
from specc.prove.latent import origin, samplers, tensor
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class VaeSwappedHeads(Rule):
    """What the objective calls the mean is sampled as the variance, and the other way round.

    What it does:
        Compares the tensors that `vae(mean=..., log_var=...)` names with the two that
        `SampleNormal` takes, the mean first.

    Why is this bad?
        The Kullback-Leibler term is that of another distribution than the one that is sampled. The
        bound that is trained is none, and samples of the standard normal distribution mean nothing
        to the decoder.

    Example:
        [log_var, mean] -> SampleNormal -> Dense(32, activation=tanh)

    Use instead:
        [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), section 2.4
        and appendix B.
    """

    severity = Severity.ERROR
    needs = ("train", "vae", "SampleNormal")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    h = Flatten -> Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [log_var, mean] -> SampleNormal -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = binary_cross_entropy
}
"""
    message = (
        "`SampleNormal` takes `log_var` as the mean and `mean` as the log of the variance, "
        "and `vae` says the opposite"
    )
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    h = Flatten -> Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings of variational autoencoders."""
        for plan in subject.sections.trains.values():
            graph = subject.models.get(plan.model)
            if plan.objective.word != "vae" or graph is None:
                continue
            objective: Any = plan.objective
            mean, log_var = (tensor(graph, n) for n in (objective.mean, objective.log_var))
            if mean is None or log_var is None or mean == log_var:
                continue
            swapped = [origin(graph, log_var), origin(graph, mean)]
            for node in samplers(graph):
                if [origin(graph, value) for value in node.inputs] == swapped:
                    yield self._finding(subject, plan, node)

    def _finding(self, subject: Subject, plan: "TrainPlan", node: Node) -> Diagnostic:
        objective: Any = plan.objective
        source = plan.place.source
        place = node.place
        if place.source is not source:
            place = Place(source, plan.span("objective"))
        value = f"vae(mean={objective.log_var}, log_var={objective.mean})"
        edit = set_line(source, subject.section(plan), "objective", value)
        plain = objective.beta == 1 and "#" not in source.cut(plan.span("objective"))
        return self.at(
            place,
            f"`SampleNormal` takes `{objective.log_var}` as the mean and `{objective.mean}` as the "
            "log of the variance, and `vae` says the opposite",
            related=(Label(source, plan.span("objective"), "says it the other way round"),),
            help=f"`[{objective.mean}, {objective.log_var}] -> SampleNormal`, the mean first",
            fix=Fix("name them as they are used", (edit,), Safety.SHOWN) if plain else None,
        )
