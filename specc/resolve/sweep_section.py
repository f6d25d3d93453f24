"""`sweep` sections: from lines to a `SweepPlan`."""

from collections.abc import Mapping
from typing import Any

from specc.ir.graph import Place
from specc.kind import Kind, Refused
from specc.namedtuple import NamedTuple
from specc.resolve.bound import POISON
from specc.resolve.module import ModuleScope
from specc.resolve.section_settings import (
    Lines,
    checked,
    head,
    named,
    overridden,
    report,
    title,
)
from specc.setting import Fault, Given
from specc.suggest import did_you_mean
from specc.syntax import ast
from specc.training.agree import monitor
from specc.training.plan import SweepPlan, TrainPlan
from specc.training.search import DRAW, Choices, Draw, SweepSettings
from specc.training.section import TrainSettings


class Varied(NamedTuple):
    """What a line of a sweep varies: the override's name, and what its values must be, if known."""

    key: str
    kind: Kind | None


def read_sweep(
    scope: ModuleScope, section: ast.Section, trains: Mapping[str, TrainPlan],
    train_names: tuple[str, ...], overrides: Mapping[str, Any],
) -> SweepPlan | None:  # fmt: skip
    """The plan of a `sweep` section; None after a reported fault."""
    before = len(scope.project.report.found)
    lines, search = _lines(scope, section)
    lines = overridden(scope, section, lines, SweepSettings, overrides)
    settings = checked(scope, section, lines, SweepSettings)
    if settings is None:
        return None
    train = _train(scope, section, settings, lines, train_names)
    plan = None if train is None else trains.get(train)
    if train is None or plan is None:
        return None
    found: dict[str, Draw] = {}
    for item in search:
        _search(scope, item, plan, found)
    problems = _whole(settings, found, plan, section)
    report(scope, section, problems, lines.spans)
    _watched(scope, section, settings, plan, lines)
    if len(scope.project.report.found) > before:
        return None
    place = Place(scope.source, head(section))
    return SweepPlan(
        named(section), train, settings.monitor, settings.trials, settings.seed, found,
        lines.spans, place,
    )  # fmt: skip


def _lines(scope: ModuleScope, section: ast.Section) -> tuple[Lines, list[Given]]:
    """The sweep's own settings, and the lines that say what to vary."""
    lines = Lines([], {}, False)
    search: list[Given] = []
    for statement in section.body:
        if not isinstance(statement, ast.Bind) or len(statement.names) != 1:
            continue
        name, expr = statement.names[0], statement.value
        value = scope.constants.value(expr)
        if value is POISON:
            lines = lines._replace(broken=True)
            continue
        item = Given(name.text, value, expr.span, name.span)
        lines.spans.setdefault(name.text, expr.span)
        (lines.given if _own(name.text) else search).append(item)
    return lines, search


def _own(name: str) -> bool:
    return name in SweepSettings.settings or name in SweepSettings.foreign


def _train(
    scope: ModuleScope, section: ast.Section, settings: SweepSettings, lines: Lines,
    names: tuple[str, ...],
) -> str | None:  # fmt: skip
    """The name of the train section; None after a reported fault."""
    if settings.train is None and len(names) == 1:
        return names[0]
    if settings.train in names:
        return settings.train
    what = title(section.kind, named(section))
    shown = ", ".join(f"`{name}`" for name in names if name)
    if settings.train is not None:
        message = f"there is no train section `{settings.train}`"
        help = did_you_mean(settings.train, names)
    elif names:
        message = f"{what} does not say which `train`, and the file has {len(names)}: {shown}"
        help = f"add a line `train = {next(filter(None, names))}`"
    else:
        message, help = f"{what} has nothing to vary: the file has no `train`", ""
    fault = Fault(message, help, setting="train", rule="unknown-train")
    report(scope, section, [fault], lines.spans)
    return None


def _search(scope: ModuleScope, item: Given, plan: TrainPlan, found: dict[str, Draw]) -> None:
    """Read one line that says what to vary."""
    varied = _varied(scope, item.name or "", plan)
    if varied is None:
        _unknown(scope, item, plan)
        return
    draw = DRAW.read(item.value)
    faults = _values(item, draw, varied)
    if varied.key in found:
        message = f"`{item.name}` is varied twice"
        faults.append(Fault(message, rule="duplicate-setting", span=item.name_span))
    for fault in faults:
        span = fault.span or item.span
        scope.project.report.error(fault.rule, fault.message, scope.source, span, help=fault.help)
    if not faults:
        found[varied.key] = draw


def _values(item: Given, draw: Any, varied: Varied) -> list[Fault]:
    """What is wrong with the choices of one line."""
    if isinstance(draw, Refused):
        message = f"`{item.name}` must be {DRAW.description}, got {draw.got}"
        inner = [fault._replace(span=fault.span or item.span) for fault in draw.inner]
        return inner or [Fault(message, draw.help, rule=draw.rule)]
    ends = draw.choices if isinstance(draw, Choices) else (draw.low, draw.high)
    for value in ends if varied.kind else ():
        read = varied.kind.read(value) if varied.kind else None
        if isinstance(read, Refused):
            wanted = varied.kind.description if varied.kind else ""
            message = f"`{item.name}` must be {wanted}, got {read.got}"
            return list(read.inner) or [Fault(message, read.help, rule=read.rule)]
    return []


def _varied(scope: ModuleScope, name: str, plan: TrainPlan) -> Varied | None:
    """What a name in a sweep stands for; None where it stands for nothing."""
    owner, dot, setting = name.rpartition(".")
    if dot and owner not in ("train", plan.name):
        return Varied(name, None) if setting in _parameters(scope, owner) else None
    if not dot and name in _constants(scope):
        return Varied(name, None)
    declared = TrainSettings.settings.get(setting) or plan.optimizer.settings.get(setting)
    return Varied(f"{plan.name or 'train'}.{setting}", declared.kind) if declared else None


def _constants(scope: ModuleScope) -> list[str]:
    return [d.name.text for d in scope.module.declarations if isinstance(d, ast.Let)]


def _parameters(scope: ModuleScope, model: str) -> list[str]:
    blocks = (template.block for template in scope.models())
    return [p.name.text for block in blocks if block.name.text == model for p in block.parameters]


def _unknown(scope: ModuleScope, item: Given, plan: TrainPlan) -> None:
    models = [template.block.name.text for template in scope.models()]
    known = [
        *SweepSettings.settings, *_constants(scope), *TrainSettings.settings,
        *plan.optimizer.settings, *(f"{m}.{p}" for m in models for p in _parameters(scope, m)),
    ]  # fmt: skip
    message = f"there is nothing called `{item.name}` to vary"
    help = did_you_mean(item.name or "", known) or (
        "it is a setting of the train section or of its optimizer, a `let`, or `Model.setting`"
    )
    scope.project.report.error("unknown-setting", message, scope.source, item.name_span, help=help)


def _whole(
    settings: SweepSettings, found: Mapping[str, Draw], plan: TrainPlan, section: ast.Section
) -> list[Fault]:
    """What is wrong with the sweep as a whole."""
    ranges = [key for key, draw in found.items() if not isinstance(draw, Choices)]
    if settings.trials is None and ranges:
        message = f"`sweep` has no `trials`, and `{ranges[0]}` is drawn from a range without end"
        return [Fault(message, "add a line `trials = 20`", rule="missing-setting")]
    return []


def _watched(
    scope: ModuleScope, section: ast.Section, settings: SweepSettings, plan: TrainPlan, lines: Lines
) -> None:
    """The monitor must be computed by the train section."""
    here = plan._replace(spans=lines.spans, place=Place(scope.source, head(section)))
    found = monitor.fault(here, "monitor", settings.monitor)
    if found is not None:
        scope.project.report.add(found)
