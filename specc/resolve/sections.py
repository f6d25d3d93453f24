"""The `data`, `train` and `sweep` sections of a file, read, checked and held against its models."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph
from specc.resolve.data_section import read_data
from specc.resolve.module import ModuleScope
from specc.resolve.section_settings import head, named
from specc.resolve.train_section import Around, read_train
from specc.syntax import ast
from specc.training.plan import DataPlan, SweepPlan, TrainPlan


class Sections(NamedTuple):
    """The plans of a file by name (empty where it was left out), and what was found on the way.

    A section with a fault has no plan. `used` are the overrides that something took.
    """

    data: dict[str, DataPlan]
    trains: dict[str, TrainPlan]
    sweeps: dict[str, SweepPlan]
    diagnostics: tuple[Diagnostic, ...]
    used: frozenset[str]


def read_sections(
    scope: ModuleScope,
    models: Mapping[str, Graph],
    broken: frozenset[str],
    overrides: Mapping[str, Any] | None = None,
) -> Sections:
    """Read all sections of a file; `models` are its whole models, `broken` names the others.

    `overrides` maps `train.epochs` (all train sections), `mlp.epochs` (the one of that name),
    `train.lr` (a setting of the optimizer) and the same for data to evaluated values. A section
    about a broken model is checked by itself, and not held against the model.
    """
    report = scope.project.report
    before = len(report.found)
    given = overrides or {}
    data_sections = list(_sections(scope, "data"))
    train_sections = list(_sections(scope, "train"))
    data = {named(s): plan for s in data_sections if (plan := read_data(scope, s, given))}
    whole = {name: graph for name, graph in models.items() if name not in broken}
    model_names = tuple(template.block.name.text for template in scope.models())
    around = Around(whole, model_names, data, tuple(named(s) for s in data_sections))
    trains = {named(s): p for s in train_sections if (p := read_train(scope, s, around, given))}
    names = tuple(named(s) for s in train_sections)
    sweeps = _sweeps(scope, trains, names, given)
    used = frozenset(key for key in given if key in scope.project.used)
    return Sections(data, trains, sweeps, tuple(report.found[before:]), used)


def _sweeps(
    scope: ModuleScope, trains: Mapping[str, TrainPlan], names: tuple[str, ...],
    overrides: Mapping[str, Any],
) -> dict[str, SweepPlan]:  # fmt: skip
    """The sweeps; few files have one, so only those pay for the import."""
    sections = list(_sections(scope, "sweep"))
    if not sections:
        return {}
    from specc.resolve.sweep_section import read_sweep

    found = ((named(s), read_sweep(scope, s, trains, names, overrides)) for s in sections)
    return {name: plan for name, plan in found if plan is not None}


def _sections(scope: ModuleScope, kind: str) -> Iterator[ast.Section]:
    """The sections of one kind; of several with one name only the first."""
    seen: set[str] = set()
    for section in scope.module.declarations:
        if not isinstance(section, ast.Section) or section.kind != kind:
            continue
        name = named(section)
        if name not in seen:
            seen.add(name)
            yield section
        elif not name:
            message = f"there are two `{kind}` sections without a name"
            help = f"give each one: `{kind} first {{`"
            scope.project.report.error(
                "name-taken", message, scope.source, head(section), help=help
            )
