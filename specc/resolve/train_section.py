"""`train` sections: from lines to a `TrainPlan`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from specc.ir.graph import Graph, Place
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
        model=model or "", data=around.data.get(data or "-"), losses=losses, optimizer=optimizer
    )
    found = agree(plan, around.models)
    for diagnostic in found:
        scope.project.report.add(diagnostic)
    return None if found else plan
