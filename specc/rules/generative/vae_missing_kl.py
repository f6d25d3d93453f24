"""The rule `vae-missing-kl`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import set_line
from specc.ir.graph import Graph, Node, Place
from specc.prove.latent import SAMPLER, names_of, reached
from specc.prove.trained import Trained, by_plan, trained
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class VaeMissingKl(Rule):
    """A latent space is sampled, and nothing holds it to the distribution it is sampled from.

    What it does:
        Finds `SampleNormal` in a model that is trained to give its input back without a
        Kullback-Leibler term, under `reconstruct` or towards the target `same`; and `beta=0`, which
        takes the term out of `vae`, as a warning. A loss of one's own may hold the term.

    Why is this bad?
        Noise only makes the reconstruction worse, so training drives the variances to 0 and the
        means apart. What is left is an autoencoder: a sample of the standard normal distribution
        falls between the codes, and the decoder makes nothing of it.

    Example:
        objective = reconstruct

    Use instead:
        objective = vae(mean=mean, log_var=log_var)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), equation 3:
        the bound has both terms. Higgins et al. 2017, "beta-VAE" (ICLR), for the factor.
    """

    severity = Severity.ERROR
    needs = ("train", ("SampleNormal", "vae"))
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
    [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = binary_cross_entropy
}
"""
    message = "`Digits` samples its code, and `reconstruct` has no Kullback-Leibler term"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=tanh)
    Dense(4)
    Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = reconstruct
    loss      = binary_cross_entropy
}
"""
    fixed = """\
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
        """Outputs that are to be the input and come from samples."""
        copies = [one for one in subject.once(trained) if _copies(one)]
        for one, *others in by_plan(copies):
            ways = reached(one.facts.graph, *(other.value.id for other in (one, *others)))
            drawn = next((node for node in ways if node.layer.word == SAMPLER), None)
            if drawn is not None:
                yield self._finding(subject, one, drawn)
        for plan in subject.sections.trains.values():
            if plan.objective.word == "vae" and getattr(plan.objective, "beta", 1) == 0:
                yield self._without(plan)

    def _finding(self, subject: Subject, one: Trained, drawn: Node) -> Diagnostic:
        plan, source = one.plan, one.plan.place.source
        what = plan.objective.word if plan.objective.word == "reconstruct" else one.word
        labels = (Label(*drawn.place, "sampled here"),)
        return self.at(
            Place(source, plan.span("objective")),
            f"`{one.facts.graph.name}` samples its code, and `{what}` has no Kullback-Leibler term",
            related=tuple(label for label in labels if label.source is source),
            help="`objective = vae(mean=..., log_var=...)` has it",
            fix=_fix(subject, plan, one.facts.graph, drawn),
        )

    def _without(self, plan: "TrainPlan") -> Diagnostic:
        span = plan.span("objective.beta")
        return self.at(
            Place(plan.place.source, span),
            "`beta=0` leaves the Kullback-Leibler term out: nothing keeps the variances from 0",
            help="1 is the bound of the VAE, other factors weigh the term",
            severity=Severity.WARNING,
        )


def _copies(one: Trained) -> bool:
    """True for an output that a loss of specc's own holds against the input, and nothing else."""
    held = one.target_word == "same" and one.word not in ("", "python")
    return held and one.plan.objective.word != "vae"


def _fix(subject: Subject, plan: "TrainPlan", graph: Graph, drawn: Node) -> Fix | None:
    mean, log_var = (names_of(graph, value) for value in drawn.inputs)
    if not mean or not log_var or not {"objective", "loss"} <= plan.spans.keys():
        return None
    value = f"vae(mean={mean[-1]}, log_var={log_var[-1]})"
    edit = set_line(plan.place.source, subject.section(plan), "objective", value)
    return Fix("train the bound", (edit,), Safety.UNSAFE)
