"""Hold a train plan against its model and its data. Only what is certain is reported.

Where a type, a target or a loss is not known, nothing is said. Every check here is a function from
the plan and the models to the diagnostics it found.
"""

from collections.abc import Mapping

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph
from specc.training.agree import input, monitor, name, output
from specc.training.objective import Gan
from specc.training.plan import TrainPlan


def agree(plan: TrainPlan, models: Mapping[str, Graph]) -> list[Diagnostic]:
    """What is wrong between a plan, its data and its models; `models` are those without a fault."""
    if isinstance(plan.objective, Gan):
        # Few files have a gan, so only those pay for the import.
        from specc.training.agree import game

        return game.check(plan, plan.objective, models)
    found = monitor.check(plan)
    graph = models.get(plan.model)
    if graph is None:
        return found
    found += [*name.check(plan, graph), *input.check(plan, graph)]
    # An output follows from its inputs: only where these are right does its shape say anything.
    return found or output.check(plan, graph)
