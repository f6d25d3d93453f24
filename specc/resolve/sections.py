"""The `data`, `train` and `sweep` sections of a file; they are read only where there are some."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph
from specc.namedtuple import NamedTuple
from specc.resolve.module import ModuleScope
from specc.syntax import ast

if TYPE_CHECKING:
    from specc.training.plan import DataPlan, SweepPlan, TrainPlan


class Sections(NamedTuple):
    """The plans of a file by name (empty where it was left out), and what was found on the way.

    A section with a fault has no plan. `used` are the overrides that something took.
    """

    data: "dict[str, DataPlan]"
    trains: "dict[str, TrainPlan]"
    sweeps: "dict[str, SweepPlan]"
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
    given = overrides or {}
    if any(isinstance(one, ast.Section) for one in scope.module.declarations):
        from specc.resolve.section_reading import read_all  # a tenth of a check is its import

        return read_all(scope, models, broken, given)
    return Sections({}, {}, {}, (), frozenset(given) & scope.project.used)
