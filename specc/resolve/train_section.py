"""`train` sections: from lines to a `TrainPlan`."""

from collections.abc import Mapping
from typing import Any

from specc.ir.graph import Graph, Place
from specc.namedtuple import NamedTuple
from specc.resolve.bound import Template
from specc.resolve.module import ModuleScope
from specc.resolve.section_settings import (
    Lines,
    checked,
    head,
    moved,
    named,
    overridden,
    read_lines,
    report,
    title,
)
from specc.setting import Fault, Given
from specc.source import Span
from specc.suggest import did_you_mean
from specc.syntax import ast
from specc.training.agree import agree
from specc.training.objective import Gan, Vae
from specc.training.optimizer import Optimizer, with_setting
from specc.training.plan import DataPlan, TrainPlan
from specc.training.section import TrainSettings
from specc.training.weighing import Losses


class Around(NamedTuple):
    """What a `train` section can refer to: the file's models and its data, whole or not.

    `models` and `data` hold what has no fault; `model_names` and `data_names` are all.
    """

    models: Mapping[str, Graph]
    model_names: tuple[str, ...]
    data: Mapping[str, DataPlan]
    data_names: tuple[str, ...]


def read_train(
    scope: ModuleScope, section: ast.Section, around: Around, overrides: Mapping[str, Any]
) -> TrainPlan | None:
    """The plan of a `train` section; None after a reported fault."""
    before = len(scope.project.report.found)
    lines = read_lines(scope, section, TrainSettings)
    lines = overridden(scope, section, lines, TrainSettings, overrides)
    settings = checked(scope, section, lines, TrainSettings)
    if settings is None:
        return None
    optimizer = _optimizer(scope, section, settings.optimizer, overrides)
    model = _model(scope, section, settings, lines, around)
    data = _data(scope, section, settings, lines, around)
    losses = _losses(scope, section, settings, lines, around.models.get(model or ""))
    if optimizer is None or len(scope.project.report.found) > before:
        return None
    plan = _plan(scope, section, settings, lines.spans)._replace(
        model=model or "",
        data=None if data is None else around.data.get(data),
        losses=losses,
        optimizer=optimizer,
    )
    found = agree(plan, around.models)
    for diagnostic in found:
        scope.project.report.add(diagnostic)
    return None if found else plan


def _plan(
    scope: ModuleScope, section: ast.Section, settings: TrainSettings, spans: Mapping[str, Span]
) -> TrainPlan:
    """The settings as they are; model, data, losses and optimizer are still to be put right."""
    same = {
        name: getattr(settings, name) for name in TrainPlan._fields if name in settings.settings
    }
    same.update(model="", data=None, batch=None if settings.batch == "all" else settings.batch)
    place = Place(scope.source, head(section))
    return TrainPlan(name=named(section), losses=(), spans=spans, place=place, **same)


def _optimizer(
    scope: ModuleScope, section: ast.Section, optimizer: Optimizer, overrides: Mapping[str, Any]
) -> Optimizer | None:
    """The optimizer with what the command line says of its settings: `--set train.lr=0.1`."""
    found: Optimizer | None = optimizer
    where = head(section)
    for prefix in (section.kind, named(section)):
        for name in optimizer.settings:
            key = f"{prefix}.{name}"
            if (
                found is None
                or not prefix
                or key not in overrides
                or name in TrainSettings.settings
            ):
                continue
            scope.project.used.add(key)
            changed = Given(name, moved(overrides[key], where), where, where)
            found, faults = with_setting(found, changed)
            report(scope, section, faults, {})
    return found


def _model(
    scope: ModuleScope, section: ast.Section, settings: TrainSettings, lines: Lines, around: Around
) -> str | None:
    """The name of the model; None where the objective names its own, or after a reported fault."""
    objective, names = settings.objective, around.model_names
    if isinstance(objective, Gan):
        for part, name in (
            ("generator", objective.generator),
            ("discriminator", objective.discriminator),
        ):
            span = lines.spans.get(f"objective.{part}") or lines.spans.get("objective")
            _known_model(scope, name, span or head(section), names)
    if objective.owns_models:
        if settings.model is not None:
            message = f"`{objective.word}` names its models itself, so `model` has no use"
            _fault(scope, section, lines, message, "model", "unused-setting")
        return None
    if settings.model is not None:
        span = lines.spans.get("model") or head(section)
        return _known_model(scope, settings.model, span, names)
    if len(names) == 1:
        return names[0]
    _undecided(scope, section, "model", names)
    return None


def _known_model(scope: ModuleScope, name: str, span: Span, names: tuple[str, ...]) -> str | None:
    if name in names:
        return name
    message, help = f"there is no model `{name}`", did_you_mean(name, names) or _listed(names)
    bound = scope.lookup(name)
    if isinstance(bound, Template):
        own = bound.module is scope
        what = f"a {bound.block.kind}, not a model" if own else "imported"
        message = f"`{name}` is {what}, so it cannot be trained by itself"
        help = "use it in a model of this file, with an `input` of its own"
    scope.project.report.error("unknown-model", message, scope.source, span, help=help)
    return None


def _data(
    scope: ModuleScope, section: ast.Section, settings: TrainSettings, lines: Lines, around: Around
) -> str | None:
    """The name of the data; None where the file has none, or after a reported fault."""
    names = around.data_names
    if settings.data is None:
        if len(names) > 1:
            _undecided(scope, section, "data", names)
        return names[0] if len(names) == 1 else None
    if settings.data in names:
        return settings.data
    message = f"there is no data `{settings.data}`"
    help = did_you_mean(settings.data, names) or _listed(names)
    span = lines.spans.get("data") or head(section)
    scope.project.report.error("unknown-data", message, scope.source, span, help=help)
    return None


def _undecided(
    scope: ModuleScope, section: ast.Section, setting: str, names: tuple[str, ...]
) -> None:
    what = title(section.kind, named(section))
    if names:
        shown = ", ".join(f"`{name}`" for name in names if name)
        message = f"{what} does not say which {setting}, and the file has {len(names)}: {shown}"
        help = f"add a line `{setting} = {next(filter(None, names))}`"
    else:
        message, help = f"{what} has no {setting} to train: the file declares none", ""
    scope.project.report.error("missing-setting", message, scope.source, head(section), help=help)


def _losses(
    scope: ModuleScope, section: ast.Section, settings: TrainSettings, lines: Lines,
    graph: Graph | None,
) -> Losses:  # fmt: skip
    """What training makes small, every output named where the model is known."""
    objective, optimizer, given = settings.objective, settings.optimizer, settings.loss
    owner = objective.word if objective.owns_loss else "" if optimizer.gradient else optimizer.word
    if owner:
        if given:
            message = f"`{owner}` has its own rule of learning, so `loss` has no use"
            _fault(scope, section, lines, message, "loss", "unused-setting")
        return ()
    if not given and objective.default_loss is None:
        what = title(section.kind, named(section))
        message = f"{what} has no `loss`, and `{objective.word}` implies none"
        help = "add a line such as `loss = cross_entropy`"
        _fault(scope, section, lines, message, "", "missing-setting", help)
        return ()
    losses = given or (("", objective.default_loss, 1.0),)
    if graph is None or losses[0][0]:
        return losses  # type: ignore[return-value]
    output = _only_output(graph, settings)
    if output is None:
        shown = ", ".join(f"`{name}`" for name in graph.outputs)
        message = f"`loss` does not say which output it is for: `{graph.name}` has {shown}"
        help = f"`loss = {{{next(iter(graph.outputs))}: ...}}` trains that one"
        _fault(scope, section, lines, message, "loss", "loss-without-output", help)
    return ((output or "", *losses[0][1:]),)  # type: ignore[return-value]


def _only_output(graph: Graph, settings: TrainSettings) -> str | None:
    """The output that a loss without a name is for; None where it could be more than one."""
    names = list(graph.outputs)
    objective = settings.objective
    if len(names) > 1 and isinstance(objective, Vae):
        latent = {v for v, n in graph.root.names if n in (objective.mean, objective.log_var)}
        names = [name for name, value in graph.outputs.items() if value.id not in latent]
    return names[0] if len(names) == 1 else None


def _fault(
    scope: ModuleScope, section: ast.Section, lines: Lines, message: str, setting: str, rule: str,
    help: str = "",
) -> None:  # fmt: skip
    report(scope, section, [Fault(message, help, setting=setting, rule=rule)], lines.spans)


def _listed(names: tuple[str, ...]) -> str:
    shown = [f"`{name}`" for name in names if name][:8]
    return f"the file has {', '.join(shown)}" if shown else ""
