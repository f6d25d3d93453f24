"""What `summary`, `draw`, `build` and `train` begin with: one checked spec and its models."""

import gc
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

import click

from specc.cli.override import read_overrides, refuse_unused, settable
from specc.diagnostics import Diagnostic
from specc.driver import Checked, check
from specc.files.workspace import Workspace
from specc.ir.graph import Graph
from specc.report.paint import Paint, wants_colour
from specc.report.text import as_text
from specc.suggest import did_you_mean


def load(path: str, overrides: tuple[str, ...] = ()) -> Checked:
    """Check a spec without the linter's rules; where it has errors, print all to standard error."""
    gc.disable()  # what one spec makes is needed to the end of a short run
    given = read_overrides(overrides)
    workspace = Workspace()
    opened = workspace.open(path)
    if opened.fault is not None:
        checked = Checked(opened.source, (opened.fault,), {}, frozenset())
    else:
        checked = check(opened.source, workspace.load, given, rules=False)
    if checked.failed:
        show_findings(checked.diagnostics, sys.stderr)
    if checked.resolved is not None:
        scope = checked.resolved.scope
        unused = [name for name in given if name not in scope.project.used]
        refuse_unused(unused, settable(scope.module))
    return checked


def show_findings(found: Iterable[Diagnostic], stream: TextIO) -> None:
    """Print findings as text."""
    paint = Paint(wants_colour(stream))
    for one in found:
        print(as_text(one, paint), end="\n\n", file=stream)


def choose(checked: Checked, name: str | None) -> Mapping[str, Graph]:
    """The models that were asked for; a usage error where there is none of that name."""
    models = checked.models
    if name is None:
        return models
    if name in models:
        return {name: models[name]}
    if name in checked.broken or checked.resolved is None:
        return {}
    known = [*models, *sorted(checked.broken)]
    help = did_you_mean(name, known) or f"it has {', '.join(f'`{one}`' for one in known) or 'none'}"
    raise click.UsageError(f"`{checked.source.path}` has no model `{name}`; {help}")
