"""What early stopping, checkpoints and plateaus look at, as Keras calls it."""

from collections.abc import Sequence

from specc.training.callback import Best, Patience
from specc.training.metric import Metric
from specc.training.plan import TrainPlan
from specc_keras.training.head import Head
from specc_keras.training.metric import applies


def watched(plan: TrainPlan) -> str:
    """The number whose best epoch is kept."""
    for one in (plan.checkpoint, plan.early_stop):
        if isinstance(one, (Best, Patience)):
            return one.monitor
    return "val_loss" if plan.data and plan.data.validates else "loss"


def column(monitor: str, heads: Sequence[Head], plan: TrainPlan) -> str:
    """A number's name in Keras, which puts the output in front where there are several."""
    word = monitor.removeprefix("val_")
    start = "val_" if monitor != word else ""
    if len(heads) == 1:
        return monitor
    for metric in plan.metrics:
        if metric.word == word:
            return next(f"{start}{h.key}_{word}" for h in heads if applies(h, metric))
    return next((f"{start}{h.key}_loss" for h in heads if f"{h.goal.output}_loss" == word), monitor)


def higher(monitor: str) -> bool:
    """Whether more of it is better."""
    known = Metric.known.get(monitor.removeprefix("val_"))
    return known is not None and known.higher_is_better


def direction(monitor: str) -> str:
    """What Keras calls the way in which a number improves."""
    return "max" if higher(monitor) else "min"
