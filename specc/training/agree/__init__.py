"""Hold a train plan against its model and its data. Only what is certain is reported.

Where a type, a target or a loss is not known, nothing is said. Every check here is a function from
the plan and the models to the diagnostics it found.
"""

from collections.abc import Mapping

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph
from specc.training.agree import game, input, monitor, name, output
from specc.training.plan import TrainPlan


def agree(plan: TrainPlan, models: Mapping[str, Graph]) -> list[Diagnostic]:
    """What is wrong between a plan, its data and its models; `models` are those without a fault."""
    found = [*monitor.check(plan), *agree_game.check(plan, models)]
    graph = models.get(plan.model)
    if graph is None:
        return found
    return [
        *found,
        *name.check(plan, graph),
        *input.check(plan, graph),
        *output.check(plan, graph),
    ]
