"""What no framework's program can be written for: said as diagnostics, before anything is."""

from specc.backend import Request
from specc.diagnostics import Diagnostic, error
from specc.emit.harness.source import READERS
from specc.emit.harness.wiring import Wiring, wire
from specc.ir.graph import Graph
from specc.source import Span
from specc.training.agree.monitor import PREFIX
from specc.training.augment import Noise
from specc.training.callback import Best, Patience
from specc.training.metric import Metric
from specc.training.objective import Supervised
from specc.training.plan import DataPlan, TrainPlan
from specc.training.schedule import Plateau
from specc.training.source import Csv, Images, Npz, Synthetic

RULE = "not-supported-by-backend"
OWN_RULE = ("schedule", "early_stop", "checkpoint", "clip_norm", "clip_value", "ema", "accumulate")
"""Settings that mean nothing to an optimizer with a rule of its own."""


def unsupported_training(request: Request) -> list[Diagnostic]:
    """What is asked for in a train section and its data, and cannot be generated yet."""
    train = request.train
    if train is None:
        return []
    if not isinstance(train.objective, Supervised):
        message = f"`{train.objective.word}` training cannot be generated yet, only `supervised`"
        return [fault(train, message, train.span("objective"))]
    if train.data is None:
        message = "there is no data to train on"
        return [fault(train, message, train.place.span, "add a `data` section to the file")]
    data_faults = _data(train.data)
    if data_faults:
        return data_faults
    graph = request.models[train.model]
    wiring = wire(train, graph)
    return [*_wiring(train, train.data, wiring, graph), *_settings(train, wiring), *_perceptron(train, graph)]


def fault(train: TrainPlan, message: str, span: Span, help: str = "") -> Diagnostic:
    """An error in a train section."""
    return error(RULE, message, train.place.source, span, help=help)


def _data_fault(data: DataPlan, message: str, setting: str, help: str = "") -> Diagnostic:
    span = data.spans.get(setting) or data.place.span
    return error(RULE, message, data.place.source, span, help=help)


def _data(data: DataPlan) -> list[Diagnostic]:
    if type(data.source) not in READERS:
        message = f"data from {data.source.title} can only train an objective such as `next_token`"
        return [_data_fault(data, message, "source")]
    found = []
    if len(data.inputs) > 1 and any(not isinstance(one, Noise) for one in data.augment):
        message = f"augmentation cannot treat {len(data.inputs)} inputs alike yet, only one"
        found.append(_data_fault(data, message, "augment"))
    masks = any(target.kind.word == "mask" for target in data.targets)
    moving = [one.word for one in data.augment if one.word in ("flip", "rotate", "crop")]
    if masks and moving:
        message = f"`{moving[0]}` would move the image and leave its mask where it is"
        found.append(_data_fault(data, message, f"augment.{moving[0]}"))
    return found


def _wiring(
    train: TrainPlan, data: DataPlan, wiring: Wiring, graph: Graph
) -> list[Diagnostic]:
    """Arrays that the source has no place for."""
    message = _too_few(data, wiring) or _sizes(data, wiring)
    if not message and len(wiring.feeds) < len(graph.inputs):
        message = f"the data has {len(wiring.feeds)} inputs, `{graph.name}` takes {len(graph.inputs)}"
    if not message and len(data.targets) > 1 and len(data.targets) != len(wiring.goals):
        message = f"the data has {len(data.targets)} targets for {len(wiring.goals)} trained outputs"
    return [_data_fault(data, message, "source")] if message else []


def _too_few(data: DataPlan, wiring: Wiring) -> str:
    source = data.source
    needs = {"inputs": len(wiring.feeds), "targets": len(wiring.stored)}
    if isinstance(source, Images) and (needs["inputs"] > 1 or needs["targets"] > 1):
        return "`images` has one input and one target, the class"
    if isinstance(source, Images) and any(g.target.kind.word != "class" for g in wiring.stored):
        return "the target of `images` is the class that a folder stands for, `class(n)`"
    if isinstance(source, Npz):
        for what, count in needs.items():
            names = getattr(source, what)
            named = len(names) if isinstance(names, tuple) else int(names is not None)
            if named != count:
                return f"`npz` names {named} arrays for the {what}, and {count} are needed"
    if isinstance(source, Csv) and isinstance(source.target, tuple):
        several = len(wiring.stored) > 1
        if several and len(source.target) != len(wiring.stored):
            return f"`{source.word}` names {len(source.target)} target columns for {len(wiring.stored)} targets"
    if isinstance(source, Csv) and isinstance(source.inputs, tuple) and len(wiring.feeds) > 1 and len(source.inputs) != len(wiring.feeds):
        return f"`{source.word}` names {len(source.inputs)} input columns for {len(wiring.feeds)} inputs"
    return ""


def _sizes(data: DataPlan, wiring: Wiring) -> str:
    if not isinstance(data.source, Synthetic):
        return ""
    for item in (*wiring.feeds, *wiring.goals):
        unknown = [size for size in item.type.sizes if not isinstance(size, int)]
        if unknown:
            return f"`synthetic` data needs every size, and `{unknown[0]}` is not known"
    return ""


def _settings(train: TrainPlan, wiring: Wiring) -> list[Diagnostic]:
    found = []
    for metric in train.metrics:
        if not any(meant_for(metric, goal.target.kind.word) for goal in wiring.goals):
            kinds = ", ".join(f"`{goal.target.name}` ({goal.target.kind})" for goal in wiring.goals)
            span = train.spans.get(f"metrics.{metric.word}") or train.span("metrics")
            found.append(fault(train, f"`{metric.word}` has no meaning for the target {kinds}", span))
    if train.freeze:
        help = "`trainable=false` in a layer's parentheses freezes it"
        found.append(fault(train, "`freeze` cannot be generated yet", train.span("freeze"), help))
    return found or _monitors(train, wiring)


def _monitors(train: TrainPlan, wiring: Wiring) -> list[Diagnostic]:
    """Metrics of several outputs have the output's name in front, so the bare word is nothing."""
    watchers = {"early_stop": train.early_stop, "checkpoint": train.checkpoint, "schedule": train.schedule}
    found = []
    for setting, watcher in watchers.items():
        if not isinstance(watcher, (Patience, Best, Plateau)):
            continue
        word = watcher.monitor.removeprefix(PREFIX)
        several = [m for m in train.metrics if m.word == word and _count(m, wiring) > 1]
        if several:
            message = f"`{watcher.monitor}` is computed for {_count(several[0], wiring)} outputs, watch `loss` instead"
            found.append(fault(train, message, train.spans.get(f"{setting}.monitor") or train.span(setting)))
    return found


def _count(metric: Metric, wiring: Wiring) -> int:
    return sum(meant_for(metric, goal.target.kind.word) for goal in wiring.goals)


def meant_for(metric: Metric, kind: str) -> bool:
    """True where a metric has a meaning for a kind of target."""
    return kind in metric.targets or (kind == "distribution" and "class" in metric.targets)


def _perceptron(train: TrainPlan, graph: Graph) -> list[Diagnostic]:
    if train.optimizer.gradient:
        return []
    found = []
    words = [node.layer.word for node in graph.nodes]
    single = words in (["Dense"], ["Dense", "Step"]) and len(graph.inputs) == 1
    ends = single and (words[-1] == "Step" or _steps(graph))
    if not ends or next(iter(graph.inputs.values())).type.rank != 1:
        message = f"the perceptron rule trains one `Dense` layer behind `step`, `{graph.name}` is something else"
        found.append(fault(train, message, train.span("optimizer")))
    for name in OWN_RULE:
        if name in train.spans:
            message = f"`{name}` means nothing to the perceptron rule"
            found.append(fault(train, message, train.span(name)))
    return found


def _steps(graph: Graph) -> bool:
    activation = getattr(graph.nodes[-1].layer, "activation", None)
    return activation is not None and activation.word == "Step"
