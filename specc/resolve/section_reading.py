"""Reads the sections of a file, and holds them against each other and its models."""

from collections.abc import Iterator, Mapping
from typing import Any

from specc.ir.graph import Graph
from specc.resolve.data_section import read_data
from specc.resolve.module import ModuleScope
from specc.resolve.section_settings import head, named
from specc.resolve.sections import Sections
from specc.resolve.train_section import Around, read_train
from specc.syntax import ast
from specc.training.plan import SweepPlan, TrainPlan


def read_all(
    scope: ModuleScope,
    models: Mapping[str, Graph],
    broken: frozenset[str],
    given: Mapping[str, Any],
) -> Sections:
    """All sections of a file that has some; `given` are the overrides."""
    report = scope.project.report
    before = len(report.found)
    data_sections = list(_sections(scope, "data"))
    train_sections = list(_sections(scope, "train"))
    data = {named(s): plan for s in data_sections if (plan := read_data(scope, s, given))}
    whole = {name: graph for name, graph in models.items() if name not in broken}
    model_names = tuple(dict.fromkeys(t.block.name.text for t in scope.models()))
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
