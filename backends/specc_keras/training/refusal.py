"""Settings that cannot be written for Keras."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, error
from specc.emit.harness.source import READERS
from specc.training.plan import TrainPlan

RULE = "not-supported-by-backend"


def refusals(plan: TrainPlan) -> list[Diagnostic]:
    """A diagnostic for each setting that is in the way."""
    source = plan.place.source
    found = [
        error(RULE, message, source, plan.span(setting), help=help)
        for setting, message, help in _train(plan)
    ]
    data = plan.data
    if data is not None and type(data.source) not in READERS:
        message = f"{data.source.title} data cannot be read by a Keras program yet"
        span = data.spans.get("source", data.place.span)
        found.append(error(RULE, message, data.place.source, span))
    return found


def _train(plan: TrainPlan) -> Iterator[tuple[str, str, str]]:
    """Setting, message, help."""
    if plan.objective.word != "supervised":
        message = f"`objective = {plan.objective.word}` cannot be written for Keras yet"
        yield "objective", message, ""
    elif plan.data is None:
        yield "data", "this `train` section has no `data`, and a program needs some", ""
    if plan.clip_norm is not None and plan.clip_value is not None:
        message = (
            f"Keras clips gradients in one way, and this asks for two: "
            f"`clip_norm = {plan.clip_norm:g}` and `clip_value = {plan.clip_value:g}`"
        )
        yield "clip_value", message, "keep one of them"
