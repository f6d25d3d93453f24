"""The rule `diffusion-output-shape`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Place, Value
from specc.rule import Rule, Subject

if TYPE_CHECKING:
    from specc.training.plan import TrainPlan


class DiffusionOutputShape(Rule):
    """A diffusion model predicts noise of other sizes than what the noise is in.

    What it does:
        Holds the output of a model that is trained with `diffusion` against its first input, the
        mixture of example and noise.

    Why is this bad?
        There is one number of noise for each number of the example. A network that halves and
        doubles an odd size, or ends in another number of channels, cannot be held against it.

    Example:
        output noise = Conv2D(1, kernel=3, padding=same)

    Use instead:
        output noise = Conv2D(3, kernel=3, padding=same)

    References:
        Ho, Jain and Abbeel 2020, "Denoising Diffusion Probabilistic Models" (arXiv 2006.11239),
        algorithm 1 and section 3.2.
    """

    severity = Severity.ERROR
    needs = ("train", "diffusion")
    bad = """\
model Denoiser {
    input image: [32, 32, 3]
    input step: [1]
    time = step -> Dense(16, activation=silu)
    h = image -> Conv2D(16, kernel=3, padding=same)
    h + time -> SiLU
    output noise = Conv2D(1, kernel=3, padding=same)
}

train {
    objective = diffusion(steps=1000)
}
"""
    message = "`diffusion` predicts noise of [32, 32, 3], and `noise` of `Denoiser` is [32, 32, 1]"
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
        """Trainings by diffusion of a model with one output."""
        from specc.training.agree.output import fits  # loaded already where there is a training

        for plan in subject.sections.trains.values():
            graph = subject.models.get(plan.model)
            if plan.objective.word == "diffusion" and graph is not None and len(graph.outputs) == 1:
                ((name, output),) = graph.outputs.items()
                given = next(iter(graph.inputs.values()))
                known = output.type.known and given.type.known
                if known and not fits(output.type, given.type.sizes):
                    yield self._finding(plan, graph, name, given)

    def _finding(self, plan: "TrainPlan", graph: Graph, name: str, given: Value) -> Diagnostic:
        output = graph.outputs[name]
        node = graph.producer(output.id)
        source = plan.place.source
        here = node is not None and node.place.source is source
        place = node.place if node is not None and here else Place(source, plan.span("objective"))
        return self.at(
            place,
            f"`diffusion` predicts noise of {given.type}, and `{name}` of `{graph.name}` is "
            f"{output.type}",
            related=(Label(source, plan.span("objective"), "trained here"),),
            help="the noise has the sizes of the model's first input",
        )
