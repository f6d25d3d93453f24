"""The rule `vae-without-sampling`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Place
from specc.prove.latent import SAMPLER, origin, reached, samplers, tensor
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class VaeWithoutSampling(Rule):
    """The means and variances of a VAE are trained, and no code is drawn from them.

    What it does:
        Finds trainings with `vae(mean=..., log_var=...)` whose model has no `SampleNormal` on the
        two tensors, or whose output does not depend on what it draws. Models with noise of their
        own or with layers that specc cannot see into are left alone.

    Why is this bad?
        The decoder gets the mean, or something else, without noise. The variances then have one
        wish only, that of the Kullback-Leibler term, and become 1 whatever the input is; the codes
        are points, and between them the decoder has learned nothing.

    Example:
        mean -> Dense(32, activation=tanh)

    Use instead:
        [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), section 2.4:
        the reparameterisation trick.
    """

    severity = Severity.ERROR
    needs = ("train", "vae")
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
    mean -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
    output log_var
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = {copy: binary_cross_entropy}
}
"""
    message = "nothing in `Digits` draws from `mean` and `log_var`: the decoder gets no samples"
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
    output log_var
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = {copy: binary_cross_entropy}
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings of variational autoencoders."""
        for plan in subject.sections.trains.values():
            graph = subject.models.get(plan.model)
            if plan.objective.word == "vae" and graph is not None and not _hidden(graph):
                outputs = [graph.outputs[n].id for n, _, _ in plan.losses if n in graph.outputs]
                if outputs and not _draws(graph, plan.objective, outputs[0]):
                    yield self._finding(plan, graph)

    def _finding(self, plan: "TrainPlan", graph: Graph) -> Diagnostic:
        objective: Any = plan.objective
        source = plan.place.source
        return self.at(
            Place(source, plan.span("objective")),
            f"nothing in `{graph.name}` draws from `{objective.mean}` and `{objective.log_var}`: "
            "the decoder gets no samples",
            related=(Label(*graph.place, "the model"),),
            help=f"put `[{objective.mean}, {objective.log_var}] -> SampleNormal` in front of it",
        )


def _hidden(graph: Graph) -> bool:
    """True where the noise may come from elsewhere."""
    return any(node.layer.random or node.layer.opaque for node in graph.nodes)


def _draws(graph: Graph, objective: Any, output: int) -> bool:
    """True where the output depends on samples from the two tensors, in either order."""
    named = {tensor(graph, name) for name in (objective.mean, objective.log_var)}
    wanted = {origin(graph, value) for value in named if value is not None}
    used = {node.id for node in reached(graph, output) if node.layer.word == SAMPLER}
    return any(
        node.id in used and {origin(graph, value) for value in node.inputs} == wanted
        for node in samplers(graph)
    )
