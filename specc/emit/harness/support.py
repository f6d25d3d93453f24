"""What no framework's program can be written for: said as diagnostics, before anything is."""

from specc.backend import Request
from specc.diagnostics import Diagnostic, error
from specc.emit.harness.data_support import data_faults, pairing_faults
from specc.emit.harness.freeze import freeze_problems
from specc.emit.harness.wiring import Wiring, wire
from specc.ir.graph import Graph
from specc.source import Span
from specc.training.agree.monitor import PREFIX
from specc.training.callback import Best, Patience
from specc.training.metric import Metric
from specc.training.objective import Supervised
from specc.training.plan import TrainPlan
from specc.training.schedule import Plateau

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
        return [_fault(train, message, "objective")]
    if train.data is None:
        message, help = "there is no data to train on", "add a `data` section to the file"
        return [_fault(train, message, "data", help)]
    found = data_faults(train.data)
    if found:
        return found
    graph = request.models[train.model]
    wiring = wire(train, graph)
    found = pairing_faults(train.data, wiring, graph)
    return found or [*_settings(train, wiring, graph), *_perceptron(train, graph)]


def _fault(train: TrainPlan, message: str, setting: str, help: str = "") -> Diagnostic:
    """An error at a setting, `metrics.f1` or `metrics`, or at the section's head."""
    span: Span = train.span(setting)
    return error(RULE, message, train.place.source, span, help=help)


def _settings(train: TrainPlan, wiring: Wiring, graph: Graph) -> list[Diagnostic]:
    found = []
    for metric in train.metrics:
        if _count(metric, wiring) == 0:
            kinds = ", ".join(f"`{goal.target.name}` ({goal.target.kind})" for goal in wiring.goals)
            message = f"`{metric.word}` has no meaning for the target {kinds}"
            found.append(_fault(train, message, f"metrics.{metric.word}"))
    for name, message in freeze_problems(train, graph) if train.freeze else ():
        found.append(_fault(train, message, f"freeze.{name}"))
    return found or _monitors(train, wiring)


def _monitors(train: TrainPlan, wiring: Wiring) -> list[Diagnostic]:
    """Metrics of several outputs have the output's name in front: the bare word is nothing."""
    found = []
    for setting in ("early_stop", "checkpoint", "schedule"):
        watcher = getattr(train, setting)
        if not isinstance(watcher, (Patience, Best, Plateau)):
            continue
        word = watcher.monitor.removeprefix(PREFIX)
        counts = [_count(metric, wiring) for metric in train.metrics if metric.word == word]
        if counts and counts[0] > 1:
            message = f"`{watcher.monitor}` is not one number but {counts[0]}, one for each output"
            help = "watch `val_loss`, their sum"
            found.append(_fault(train, message, f"{setting}.monitor", help))
    return found


def _count(metric: Metric, wiring: Wiring) -> int:
    """How many outputs a metric is computed for."""
    return sum(meant_for(metric, goal.target.kind.word) for goal in wiring.goals)


def meant_for(metric: Metric, kind: str) -> bool:
    """True where a metric has a meaning for a kind of target."""
    return metric.suits(kind)


def _perceptron(train: TrainPlan, graph: Graph) -> list[Diagnostic]:
    if train.optimizer.gradient:
        return []
    found = []
    if not _is_perceptron(graph):
        message = f"the perceptron rule trains one `Dense` behind `step`, `{graph.name}` is not one"
        found.append(_fault(train, message, "optimizer"))
    for name in OWN_RULE:
        if name in train.spans:
            message = f"`{name}` means nothing to the perceptron rule"
            found.append(_fault(train, message, name))
    return found


def _is_perceptron(graph: Graph) -> bool:
    words = [node.layer.word for node in graph.nodes]
    if [value.type.rank for value in graph.inputs.values()] != [1]:
        return False
    if words == ["Dense"]:
        activation = getattr(graph.nodes[0].layer, "activation", None)
        return activation is not None and activation.word == "Step"
    return words == ["Dense", "Step"]
