"""The rule `vae-latent-activation`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.layers.generative import SampleNormal
from specc.prove.facts import Facts
from specc.prove.image import Image, image
from specc.prove.mend import drop
from specc.rule import Application, Rule, Subject

HEADS = ("means", "log variances")


class VaeLatentActivation(Rule):
    """The means or variances of a latent space cannot be what they have to be.

    What it does:
        Finds activations, and LSTMs and GRUs, that bound what goes into `SampleNormal`. Where the
        means, or the logs of the variances, cannot be negative it is an error, other bounds are a
        warning. Models that are not trained as a `vae` and do not give their input back, such as
        the actor of reinforcement learning, draw something else and are left alone.

    Why is this bad?
        Codes are to look like the standard normal distribution: means on both sides of 0. A log of
        a variance that is never below 0 is a variance of at least 1, as much noise as the whole
        distribution has, so no two codes can be told apart for certain. `softplus` is for standard
        deviations; `SampleNormal` takes the log of the variance.

    Example:
        mean = h -> Dense(4, activation=relu)

    Use instead:
        mean = h -> Dense(4)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), appendix C.2:
        mean and log variance are linear in the hidden layer. A ReLU on the mean:
        https://stats.stackexchange.com/questions/444386.
    """

    severity = Severity.ERROR
    needs = ("SampleNormal",)
    bad = """\
model Digits {
    input image: [64]
    h = Dense(32, activation=tanh)
    mean = h -> Dense(4, activation=relu)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid)
}
"""
    message = "behind `relu` the means of the latent space are at 0 or above"
    good = """\
model Digits {
    input image: [64]
    h = Dense(32, activation=relu)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal -> Dense(32, activation=relu)
    output copy = Dense(64, activation=sigmoid)
}
"""
    fixed = """\
model Digits {
    input image: [64]
    h = Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal -> Dense(32, activation=tanh)
    output copy = Dense(64, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places that sample, of which every use has such bounds."""
        plans = subject.sections.trains.values()
        trained = {plan.model for plan in plans if plan.objective.word == "vae"}
        for uses in subject.places(SampleNormal):
            if not all(_is_code(use.facts, trained) for use in uses):
                continue
            for head, what in enumerate(HEADS):
                found = [image(use.facts, use.node.inputs[head]) for use in uses]
                bounds = found[0]
                if bounds is not None and None not in found:
                    yield from self._finding(subject, uses[0], bounds, what)

    def _finding(
        self, subject: Subject, use: Application, bounds: Image, what: str
    ) -> Iterator[Diagnostic]:
        here = subject.scope.source
        places = [node.place for node in (bounds.node, use.node) if node.place.source is here]
        if not places:
            return
        edit = drop(subject, bounds.node)
        means = what == HEADS[0]
        one_sided = bounds.low >= 0 or (means and bounds.high <= 0)
        help = "both are any numbers: leave the activation out"
        if bounds.node.layer.family == "recurrent":
            help = "both are any numbers: a `Dense` behind it gives them"
        elif bounds.word in ("softplus", "Softplus") and not means:
            help = "the log of a variance is any number, only a deviation is positive"
        yield self.at(
            places[0],
            f"behind `{bounds.word}` the {what} of the latent space are {bounds.text}",
            related=tuple(Label(*place, "sampled here") for place in places[1:]),
            help=help,
            fix=None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE),
            severity=None if one_sided else Severity.WARNING,
        )


def _is_code(facts: Facts, trained: set[str]) -> bool:
    """True where what is drawn is a code: in a VAE, by its training or by its output's sizes."""
    given = {value.type.sizes for value in facts.graph.inputs.values()}
    backs = any(value.type.sizes in given for value in facts.graph.outputs.values())
    return backs or facts.graph.name in trained
