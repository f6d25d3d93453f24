"""Is what early stopping, checkpoints and schedules watch ever computed?"""

from specc.diagnostics import Diagnostic, error
from specc.suggest import did_you_mean
from specc.training.metric import Metric
from specc.training.plan import TrainPlan
from specc.training.schedule import Plateau

PREFIX = "val_"


def check(plan: TrainPlan) -> list[Diagnostic]:
    """The monitors that have no value."""
    plateau = plan.schedule if isinstance(plan.schedule, Plateau) else None
    watchers = {"early_stop": plan.early_stop, "checkpoint": plan.checkpoint, "schedule": plateau}
    found = (
        fault(plan, setting, getattr(watcher, "monitor", None))
        for setting, watcher in watchers.items()
    )
    return [diagnostic for diagnostic in found if diagnostic is not None]


def fault(plan: TrainPlan, setting: str, monitor: str | None) -> Diagnostic | None:
    """What is wrong with what a setting watches; None where it is right or watches nothing."""
    if monitor is None:
        return None
    span = plan.span(f"{setting}.monitor")
    known = names(plan)
    if monitor not in known:
        message = f"`{setting}` watches `{monitor}`, which training does not compute"
        return error(
            "unknown-monitor", message, plan.place.source, span, help=_help(monitor, known)
        )
    if monitor.startswith(PREFIX) and plan.data is not None and not plan.data.validates:
        shares = ", ".join(f"{share:g}" for share in plan.data.split)
        message = (
            f"`{setting}` watches `{monitor}`, and `split = [{shares}]` has no validation part"
        )
        help = "give it a share, `split = [0.8, 0.1, 0.1]`, or watch `loss`"
        return error("monitor-without-validation", message, plan.place.source, span, help=help)
    return None


def names(plan: TrainPlan) -> list[str]:
    """What training computes after every epoch."""
    outputs = [name for name, _, _ in plan.losses] if len(plan.losses) > 1 else []
    plain = ["loss", *(f"{name}_loss" for name in outputs), *(m.word for m in plan.metrics)]
    return [*(f"{PREFIX}{name}" for name in plain), *plain]


def _help(monitor: str, known: list[str]) -> str:
    metric = monitor.removeprefix(PREFIX)
    if metric in Metric.known:
        return f"add it: `metrics = [{metric}]`"
    return did_you_mean(monitor, [*known, *Metric.known, *(f"{PREFIX}{m}" for m in Metric.known)])
