"""What a training says of a model's inputs and of its batch."""

from collections.abc import Iterable, Mapping

from specc.flow.walk import BATCH, STANDARD, Moments
from specc.ir.graph import Graph
from specc.training.plan import DataInput, DataPlan, TrainPlan
from specc.training.scale import Divide, MinMax, Scale, Standard


def trained_with(plans: Iterable[TrainPlan], model: str) -> TrainPlan | None:
    """The first training of a model."""
    return next((plan for plan in plans if plan.model == model), None)


def batch_of(plan: TrainPlan | None) -> int:
    """How many examples a step sees, as far as that is known."""
    if plan is None:
        return BATCH
    return plan.batch or (plan.data.training_samples if plan.data else None) or BATCH


def inputs_of(plan: TrainPlan | None, graph: Graph) -> Mapping[str, Moments]:
    """Mean and mean square of the inputs whose range is known.

    Where the data are made standard they are what the analysis takes them for anyway. Of a range
    alone it is taken that all its values are as likely.
    """
    if plan is None or plan.data is None:
        return {}
    data, names = plan.data, list(graph.inputs)
    given = {item.name: item for item in data.inputs}
    if set(given) != set(names):
        if len(data.inputs) != len(names):
            return {}
        given = dict(zip(names, data.inputs, strict=True))
    return {name: moments(item, data) for name, item in given.items()}


def moments(item: DataInput, data: DataPlan) -> Moments:
    """Those of one input behind the data's scaling."""
    span = _range(item, data.scale)
    if item.type.dtype != "float" or span is None:
        return STANDARD
    low, high = span
    return Moments((low + high) / 2.0, (low * low + low * high + high * high) / 3.0)


def _range(item: DataInput, scale: Scale | None) -> tuple[float, float] | None:
    if isinstance(scale, MinMax):
        return 0.0, 1.0
    if isinstance(scale, Standard) or item.low is None or item.high is None:
        return None
    by = scale.by if isinstance(scale, Divide) else 1.0
    return item.low / by, item.high / by
