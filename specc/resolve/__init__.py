"""Resolve names and unroll every model of a file into a typed graph."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from specc.diagnostics import Diagnostic
from specc.ir.graph import Graph, Place
from specc.resolve.body import Body
from specc.resolve.bound import POISON, Constant, LimitExceeded, Report, Template
from specc.resolve.builder import Builder
from specc.resolve.module import Loader, ModuleScope, Project
from specc.resolve.start import resolve_starts
from specc.syntax import ast


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
    report = Report()
    project = Project(loader, report, overrides or {})
    scope = project.open(module)
    models: dict[str, Graph] = {}
    broken: set[str] = set()
    for template in scope.models():
        before = len(report.found)
        graph = _model(template, project, report)
        if graph is None or len(report.found) > before or not graph.known:
            broken.add(template.block.name.text)
        else:
            models[template.block.name.text] = graph
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
    elif not region.outputs:
        report.error(
            "missing-output",
            f"the model `{what.name.text}` has no layers",
            place.source,
            place.span,
        )
    return resolve_starts(builder.close(what.name.text, what.doc, place))


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
