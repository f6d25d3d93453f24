"""Do a generator, its discriminator and the data fit together?"""

from collections.abc import Mapping

from specc.diagnostics import Diagnostic, Label, error
from specc.ir.graph import Graph
from specc.training.agree.input import differs
from specc.training.agree.output import fits
from specc.training.objective import Gan
from specc.training.plan import DataPlan, TrainPlan


def check(plan: TrainPlan, objective: Gan, models: Mapping[str, Graph]) -> list[Diagnostic]:
    """What cannot be handed from one to the other."""
    generator, judge = models.get(objective.generator), models.get(objective.discriminator)
    if judge is None or not judge.inputs:
        return []
    found = [] if generator is None else _handed_over(plan, generator, judge)
    return [*found, *([] if plan.data is None else _real(plan, plan.data, judge))]


def _handed_over(plan: TrainPlan, generator: Graph, judge: Graph) -> list[Diagnostic]:
    made, taken = next(iter(generator.outputs.values())), next(iter(judge.inputs.values()))
    if not (made.type.known and taken.type.known) or fits(made.type, taken.type.sizes):
        return []
    message = (
        f"the generator `{generator.name}` makes {made.type}, the discriminator `{judge.name}` "
        f"takes {taken.type}"
    )
    related = tuple(
        Label(g.place.source, g.place.span, text)
        for g, text in ((generator, f"makes {made.type}"), (judge, f"takes {taken.type}"))
    )
    span = plan.span("objective")
    return [error("generator-output-mismatch", message, plan.place.source, span, related=related)]


def _real(plan: TrainPlan, data: DataPlan, judge: Graph) -> list[Diagnostic]:
    name, taken = next(iter(judge.inputs.items()))
    if not data.inputs or not differs(data.inputs[0], taken.type, data):
        return []
    given = data.inputs[0]
    message = (
        f"the data gives `{given.name}` as {given.type}, the discriminator `{judge.name}` takes "
        f"`{name}` as {taken.type}"
    )
    related = (Label(data.place.source, data.place.span, "the data"),)
    span = plan.spans.get("data") or plan.span("objective")
    return [error("input-data-mismatch", message, plan.place.source, span, related=related)]
