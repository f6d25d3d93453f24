"""The rule `diffusion-bounded-output`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.prove.image import Image, image
from specc.prove.mend import drop
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject


class DiffusionBoundedOutput(Rule):
    """A diffusion model cannot give the noise that it is to predict.

    What it does:
        Finds models trained with `diffusion` whose output is bounded by an activation.

    Why is this bad?
        The noise is standard normal: half of its values are negative and a third lie beyond -1 and
        1. A tanh cuts those off, a sigmoid or a ReLU every negative one. The image is bounded, the
        noise is not.

    Example:
        output noise = Conv2D(3, kernel=3, padding=same, activation=tanh)

    Use instead:
        output noise = Conv2D(3, kernel=3, padding=same)

    References:
        Ho, Jain and Abbeel 2020, "Denoising Diffusion Probabilistic Models" (arXiv 2006.11239),
        algorithm 1: the network is trained towards noise drawn from N(0, I).
    """

    severity = Severity.ERROR
    gives_way_to = ("step-with-gradient",)
    needs = ("train", "diffusion")
    bad = """\
model Denoiser {
    input image: [32, 32, 3]
    input step: [1]
    time = step -> Dense(16, activation=silu)
    h = image -> Conv2D(16, kernel=3, padding=same)
    h + time -> SiLU
    output noise = Conv2D(3, kernel=3, padding=same, activation=tanh)
}

train {
    objective = diffusion(steps=1000)
}
"""
    message = "`tanh` keeps `noise` in -1..1, and standard normal noise is any number"
    good = """\
model Denoiser {
    input image: [32, 32, 3]
    input step: [1]
    time = step -> Dense(16, activation=silu)
    h = image -> Conv2D(16, kernel=3, padding=same)
    h + time -> SiLU
    output noise = Conv2D(3, kernel=3, padding=same)
}

train {
    objective = diffusion(steps=1000)
}
"""
    fixed = good

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Outputs that are trained towards noise."""
        for one in subject.once(trained):
            value = one.loss is not None and one.loss.output == "value"
            if one.plan.objective.word == "diffusion" and value:
                bounds = image(one.facts, one.value.id)
                if bounds is not None:
                    yield self._finding(subject, one, bounds)

    def _finding(self, subject: Subject, one: Trained, bounds: Image) -> Diagnostic:
        edit = drop(subject, bounds.node)
        source = one.plan.place.source
        return self.at(
            one.at(bounds.node),
            f"`{bounds.word}` keeps `{one.name}` {bounds.text}, and standard normal noise is any "
            "number",
            related=(Label(source, one.plan.span("objective"), "predicts the noise"),),
            help="leave the activation out",
            fix=None if edit is None else Fix("leave the activation out", (edit,), Safety.UNSAFE),
        )
