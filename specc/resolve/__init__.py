"""Resolve names and unroll every model of a file into a typed graph."""

from collections.abc import Mapping
from typing import Any

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph, Place
from specc.namedtuple import NamedTuple
from specc.resolve.body import Body
from specc.resolve.bound import MOST_WORK, POISON, Budget, Constant, LimitExceeded, Report, Template
from specc.resolve.builder import Builder
from specc.resolve.module import Loader, ModuleScope, Project
from specc.resolve.start import resolve_starts
from specc.resolve.symbols import Facts
from specc.syntax import ast

WORK_OF_CONDITIONS = MOST_WORK // 4
MAKING = (ast.Bind, ast.FlowStatement, ast.If, ast.Output)
"""Statements that can make an output."""


class Resolved(NamedTuple):
    """The models of a file that came out whole, its scope, and what was found on the way.

    `broken` names the models in which a fault was found.
    """

    models: dict[str, Graph]
    broken: frozenset[str]
    scope: ModuleScope
    diagnostics: tuple[Diagnostic, ...]
    unused_overrides: tuple[str, ...]


def resolve(
    module: ast.Module, loader: Loader, overrides: Mapping[str, Any] | None = None
) -> Resolved:
    """Unroll every model of a file.

    `overrides` maps `width` (a file's constant) or `Model.classes` (a model's setting) to values.
    """
    given = overrides or {}
    project = Project(loader, Report(), given)
    resolved = _resolved(module, project)
    if not project.report.conditions:
        return resolved
    from specc.resolve.condition import with_fixes  # only a model with such a fault needs it

    work = Budget(min(project.report.budget.left, WORK_OF_CONDITIONS))

    def again(assumed: Facts) -> Report:
        other = Project(loader, Report(work), given, assumed)
        _resolved(module, other)
        other.close()
        return other.report

    return resolved._replace(diagnostics=with_fixes(project, again))


def _resolved(module: ast.Module, project: Project) -> Resolved:
    report, scope = project.report, project.open(module)
    models: dict[str, Graph] = {}
    broken: set[str] = set()
    for template in scope.models():
        before = len(report.found)
        report.model = template.block.name.text
        graph = _model(template, project, report)
        if graph is None or len(report.found) > before or not graph.known:
            broken.add(template.block.name.text)
        else:
            models[template.block.name.text] = graph
    for template in scope.blocks():
        if id(template.block) not in project.unrolled:
            _unused(template, report)
    try:
        scope.check_all()
    except LimitExceeded as limit:
        report.exceeded(limit)
    unused = tuple(name for name in project.overrides if name not in project.used)
    return Resolved(models, frozenset(broken), scope, tuple(report.found), unused)


def _model(template: Template, project: Project, report: Report) -> Graph | None:
    what = template.block
    builder = Builder(report.budget)
    body = Body(template.module, builder, report, (what,), None)
    place = Place(template.module.source, what.name.span)
    try:
        builder.enter("model", what.name.text, place, doc=what.doc)
        region = builder.open[0]
        region.settings = tuple(_settings(body, what, project).items())
        if not any(isinstance(statement, ast.Input) for statement in what.body):
            body.current = (builder.unknown(),)  # said below, once
        body.run(what.body)
        outputs = body.finish()
        del body.constants  # as in `apply.unrolled`
        region.outputs.extend(v for _, v in outputs)
        region.output_names.extend(name for name, _ in outputs)
    except LimitExceeded as limit:
        report.exceeded(limit)
        return None
    except RecursionError:
        report.error("limit-exceeded", "the model is nested too deeply", place.source, place.span)
        return None
    if not region.inputs:
        report.error(
            "missing-input",
            f"the model `{what.name.text}` has no input",
            place.source,
            place.span,
            help="`input image: [28, 28, 1]`",
        )
    elif not region.outputs or not any(isinstance(s, MAKING) for s in what.body):
        report.error(
            "missing-output",
            f"the model `{what.name.text}` has no layers",
            place.source,
            place.span,
            help=f"`{region.input_names[0]} -> Dense(10)`, for one",
        )
    return resolve_starts(builder.close(what.name.text, what.doc, place))


def _unused(template: Template, report: Report) -> None:
    """Check a block that no model uses, as far as that goes without inputs and settings."""
    what, builder = template.block, Builder(report.budget)
    inputs = sum(len(s.names) for s in what.body if isinstance(s, ast.Input))
    waiting = [builder.unknown() for _ in range(inputs)]
    body, place = Body(template.module, builder, report, (what,), waiting), what.name.span
    try:
        builder.enter("block", what.name.text, body.place(place))
        for parameter in what.parameters:
            if parameter.default is not None:
                body.constants.value(parameter.default)
            body.local[parameter.name.text] = Constant(POISON)
        if not inputs:
            body.current = (builder.unknown(),)
        body.run(what.body)
        body.finish()
        del body.constants  # as in `apply.unrolled`
    except LimitExceeded as limit:
        report.exceeded(limit)
    except RecursionError:
        message = "the block is nested too deeply"
        report.error("limit-exceeded", message, template.module.source, place)


def _settings(body: Body, what: ast.Block, project: Project) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for parameter in what.parameters:
        name, key = parameter.name.text, f"{what.name.text}.{parameter.name.text}"
        if key in project.overrides:
            project.used.add(key)
            values[name] = project.overrides[key]
        elif parameter.default is None:
            message = f"the model `{what.name.text}` has no value for `{name}`"
            body.error(
                "missing-setting", message, parameter.span, f"give it a default: `{name}=10`"
            )
            values[name] = POISON
        else:
            values[name] = body.constants.value(parameter.default)
        body.local[name] = Constant(values[name])
    return values
