"""Do the names that a plan uses stand for something in the model?"""

from specc.diagnostics import Diagnostic, Label, error
from specc.ir.dim import agreement
from specc.ir.graph import Graph, Value
from specc.suggest import did_you_mean
from specc.training.objective import Vae
from specc.training.plan import TrainPlan


def check(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    """Unknown outputs in `loss`, unknown names in `freeze` and in `vae`."""
    return [*_outputs(plan, graph), *_frozen(plan, graph), *_latent(plan, graph)]


def _outputs(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    found = []
    for name, _, _ in plan.losses:
        if name and name not in graph.outputs:
            message = f"the model `{graph.name}` has no output `{name}`"
            found.append(_unknown(plan, graph, "loss", name, message, list(graph.outputs)))
    return found


def _frozen(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    known = _named(graph) if plan.freeze else set()
    return [
        _unknown(
            plan, graph, "freeze", name, f"the model `{graph.name}` has nothing called `{name}`",
            sorted(known),
        )
        for name in plan.freeze
        if name not in known
    ]  # fmt: skip


def _named(graph: Graph) -> set[str]:
    """Names of layers and blocks at any depth, and of the model's tensors."""
    nodes = {part for node in graph.nodes for part in (node.name, node.path)}
    parts = {part for region in graph.regions[1:] for part in (region.name, region.path)}
    words = {region.word for region in graph.regions[1:]}
    return nodes | parts | words | {name for _, name in graph.root.names} - {""}


def _latent(plan: TrainPlan, graph: Graph) -> list[Diagnostic]:
    objective = plan.objective
    if not isinstance(objective, Vae):
        return []
    tensors = {name: graph.values[value] for value, name in graph.root.names}
    found = [
        _unknown(
            plan, graph, "objective", setting, f"the model `{graph.name}` has no tensor `{name}`",
            list(tensors), name,
        )
        for setting, name in (("mean", objective.mean), ("log_var", objective.log_var))
        if name not in tensors
    ]  # fmt: skip
    if found:
        return found
    return _unequal(plan, graph, tensors[objective.mean], tensors[objective.log_var])


def _unequal(plan: TrainPlan, graph: Graph, mean: Value, log_var: Value) -> list[Diagnostic]:
    a, b = mean.type, log_var.type
    if not (a.known and b.known):
        return []
    if a.rank == b.rank and not any(
        agreement(x, y).never for x, y in zip(a.sizes, b.sizes, strict=True)
    ):
        return []
    message = f"`mean` of the latent space is {a} and `log_var` is {b}: they must be alike"
    return [error("latent-sizes-differ", message, plan.place.source, plan.span("objective"))]


def _unknown(
    plan: TrainPlan, graph: Graph, setting: str, part: str, message: str, known: list[str],
    name: str = "",
) -> Diagnostic:  # fmt: skip
    span = plan.span(f"{setting}.{part}")
    help = did_you_mean(name or part, known) or _listed(known)
    related = (Label(graph.place.source, graph.place.span, "the model"),)
    return error("unknown-name", message, plan.place.source, span, help=help, related=related)


def _listed(known: list[str]) -> str:
    if not known or len(known) > 8:
        return ""
    return "it has " + ", ".join(f"`{name}`" for name in known)
