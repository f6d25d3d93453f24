"""The rule `diffusion-without-step`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Place
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class DiffusionWithoutStep(Rule):
    """A diffusion model is not told how much noise there is.

    What it does:
        Finds models trained with `diffusion` that have one input only. The objective gives two: the
        mixture of example and noise, and the step.

    Why is this bad?
        One network has to undo a trace of noise and nothing but noise alike. Without the step it
        must guess from the mixture which of a thousand levels it sees.

    Example:
        input image: [32, 32, 3]

    Use instead:
        input image: [32, 32, 3]
        input step: [1]

    References:
        Ho, Jain and Abbeel 2020, "Denoising Diffusion Probabilistic Models" (arXiv 2006.11239),
        section 4: "Parameters are shared across time, which is specified to the network using the
        Transformer sinusoidal position embedding".
    """

    severity = Severity.WARNING
    needs = ("train", "diffusion")
    bad = """\
model Denoiser {
    input image: [32, 32, 3]
    Conv2D(16, kernel=3, padding=same, activation=silu)
    output noise = Conv2D(3, kernel=3, padding=same)
}

train {
    objective = diffusion(steps=1000)
}
"""
    message = "`Denoiser` takes 1 input and is not told which of the 1000 steps it sees"
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

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings by diffusion of a model with one input."""
        for plan in subject.sections.trains.values():
            graph = subject.models.get(plan.model)
            if plan.objective.word == "diffusion" and graph is not None and len(graph.inputs) == 1:
                yield self._finding(plan, graph)

    def _finding(self, plan: "TrainPlan", graph: Graph) -> Diagnostic:
        steps = getattr(plan.objective, "steps", 0)
        source = plan.place.source
        return self.at(
            Place(source, plan.span("objective")),
            f"`{graph.name}` takes 1 input and is not told which of the {steps} steps it sees",
            related=(Label(*graph.place, "takes the mixture only"),),
            help="a second input for the step, for example through `SinusoidalEmbedding`",
        )
