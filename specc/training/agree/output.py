"""Do the model's outputs have the shape that the target wants?"""

from specc.diagnostics import Diagnostic, Label, error
from specc.ir.dim import agreement
from specc.ir.graph import Graph, Value
from specc.ir.tensor import TensorType
from specc.source import Span
from specc.training.loss import Loss
from specc.training.plan import DataPlan, DataTarget, TrainPlan
from specc.training.target import Pattern

RULE = "output-target-mismatch"


def check(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    """The outputs that cannot be held against what the objective holds them against."""
    word, data = plan.objective.word, plan.data
    if plan.objective.targets and data is not None and not data.targets:
        return _no_target(plan, data)
    if word in ("supervised", "sequence_to_sequence"):
        return _held(plan, graph)
    if word in ("reconstruct", "vae"):
        return _reconstructed(plan, graph)
    return _next_token(plan, graph) if word == "next_token" else []


def _held(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    data = plan.data
    if data is None:
        return []
    found: list[Diagnostic] = []
    for name, loss, target in pairs(plan, graph, data):
        given = next(iter(graph.inputs.values())).type
        known = given.sizes if given.known else None
        patterns = () if loss and loss.output == "any" else target.kind.outputs(known, loss)
        value = graph.outputs[name]
        if patterns and value.type.known and not any(fits(value.type, p) for p in patterns):
            found.append(_mismatch(plan, graph, data, name, target, patterns[0]))
    return found


def _no_target(plan: TrainPlan, data: DataPlan) -> list[Diagnostic]:
    if not (data.source.facts().bare or data.source.declares):
        return []
    message = f"`{plan.objective.word}` training wants a target, and the data has none"
    help = "`objective = reconstruct` trains towards the input itself"
    if data.source.declares:
        help = f"a line `target y: class(10)` says what {data.source.title} data is to make"
    return [error("missing-target", message, plan.place.source, _where(plan), help=help)]


def pairs(
    plan: TrainPlan, graph: Graph, data: DataPlan
) -> list[tuple[str, Loss | None, DataTarget]]:
    """Output, loss, target: by name where the names agree, else in order; one target is for all."""
    losses: list[tuple[str, Loss | None]] = [(name, loss) for name, loss, _ in plan.losses]
    losses = losses or [(name, None) for name in graph.outputs]
    names = [name for name, _ in losses]
    targets = {target.name: target for target in data.targets}
    if any(name not in graph.outputs for name in names):
        return []
    if len(data.targets) == 1:
        return [(name, loss, data.targets[0]) for name, loss in losses]
    if set(names) <= set(targets):
        return [(name, loss, targets[name]) for name, loss in losses]
    if len(names) != len(targets):
        return []
    outputs = [name for name in graph.outputs if name in names]
    by_name = dict(losses)
    return [(n, by_name[n], t) for n, t in zip(outputs, data.targets, strict=True)]


def fits(output: TensorType, pattern: Pattern) -> bool:
    """Whether an output may have these sizes; None stands for any."""
    if output.rank != len(pattern):
        return False
    both = zip(output.sizes, pattern, strict=True)
    return not any(b is not None and agreement(a, b).never for a, b in both)


def _mismatch(
    plan: TrainPlan, graph: Graph, data: DataPlan, name: str, target: DataTarget, wanted: Pattern
) -> Diagnostic:
    output = graph.outputs[name]
    message = (
        f"the output `{name}` of `{graph.name}` is {output.type}, and the target `{target.name}` "
        f"({target.kind}) wants {_text(wanted)}"
    )
    span = target.span or data.place.span
    related = Label(data.place.source, span, f"`{target.name}` is {target.kind}")
    return _error(plan, graph, output, message, _help(output.type, wanted), related)


def _help(output: TensorType, wanted: Pattern) -> str:
    if output.rank > len(wanted) == 1:
        return "`Flatten` or `GlobalAvgPool` in front of the last `Dense` leaves one axis"
    if output.rank == len(wanted) and output.rank > 0 and isinstance(wanted[-1], int):
        return f"a last layer with {wanted[-1]} unit{'s' * (wanted[-1] != 1)} makes it"
    return ""


def _reconstructed(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    names = [name for name, _, _ in plan.losses if name in graph.outputs]
    if len(names) != 1:
        return []
    output = graph.outputs[names[0]]
    # Inputs behind the first, such as a label, only help.
    name, given = next(iter(graph.inputs.items()))
    if not (output.type.known and given.type.known) or fits(output.type, given.type.sizes):
        return []
    message = (
        f"the output `{names[0]}` of `{graph.name}` is {output.type}, and "
        f"`{plan.objective.word}` holds it against the input `{name}`, {given.type}"
    )
    return [_error(plan, graph, output, message, "")]


def _next_token(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        return []
    (given,), ((name, output),) = graph.inputs.values(), graph.outputs.items()
    if not (given.type.known and output.type.known) or fits(output.type, (*given.type.sizes, None)):
        return []
    message = (
        f"the output `{name}` of `{graph.name}` is {output.type}, and `next_token` wants one "
        f"prediction at each position: {_text((*given.type.sizes, None))}"
    )
    help = (
        "`sequences=true` keeps the time axis of a recurrent layer" if output.type.rank == 1 else ""
    )
    return [_error(plan, graph, output, message, help)]


def _error(
    plan: TrainPlan, graph: Graph, output: Value, message: str, help: str, *related: Label
) -> Diagnostic:
    node = graph.producer(output.id)
    place = graph.place if node is None else node.place
    trained = Label(plan.place.source, _where(plan), "trained here")
    return error(RULE, message, place.source, place.span, help=help, related=(*related, trained))


def _where(plan: TrainPlan) -> Span:
    return plan.span("loss")


def _text(pattern: Pattern) -> str:
    return "[" + ", ".join("..." if size is None else str(size) for size in pattern) + "]"
