"""What `build` and `train` share: from a spec to the files of a program."""

import hashlib
import os
import sys
from collections.abc import Mapping

import click

from specc.backend import Request, backend_names, find_backend
from specc.cli.load import load, show_findings
from specc.driver import Checked
from specc.namedtuple import NamedTuple
from specc.suggest import did_you_mean
from specc.training.plan import TrainPlan


class Program(NamedTuple):
    """The files of a program by path, and the training that it runs, if any."""

    files: Mapping[str, str]
    train: TrainPlan | None


def generate(
    file: str, backend: str, train: str | None, overrides: tuple[str, ...]
) -> Program | None:
    """The program that a backend writes for a spec; None after printed findings."""
    known = backend_names()
    if backend not in known:
        help = did_you_mean(backend, known) or f"there is {', '.join(f'`{one}`' for one in known)}"
        raise click.UsageError(f"there is no backend `{backend}`; {help}")
    checked = load(file, overrides)
    if checked.failed:
        return None
    if checked.broken or not checked.models:
        raise click.UsageError(_nothing(checked))
    plan = _choose(checked, train)
    source = checked.source
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    request = Request(checked.models, plan, source.path, digest, source.text)
    emitted = find_backend(backend).emit(request)
    show_findings(emitted.diagnostics, sys.stderr)
    return Program(emitted.files, plan) if emitted.files else None


def program_name(file: str, plan: TrainPlan) -> str:
    """What a run of a spec's training is called."""
    stem = "stdin" if file == "-" else os.path.splitext(os.path.basename(file))[0]
    return f"{stem}-{plan.name}" if plan.name else stem


def _nothing(checked: Checked) -> str:
    path = checked.source.path
    if not checked.broken:
        return f"`{path}` has no model"
    broken = ", ".join(f"`{name}`" for name in sorted(checked.broken))
    return f"{broken} in `{path}` cannot be built: an error in it is suppressed"


def _choose(checked: Checked, name: str | None) -> TrainPlan | None:
    trains = checked.sections.trains if checked.sections else {}
    if name is None and len(trains) < 2:
        return next(iter(trains.values()), None)
    if name in trains:
        return trains[name]
    listed = ", ".join(f"`{one}`" for one in trains if one) or "none with a name"
    if name is None:
        message = f"`{checked.source.path}` has {len(trains)} train sections"
        raise click.UsageError(f"{message}: choose with `--train` from {listed}")
    help = did_you_mean(name, trains) or f"it has {listed}"
    raise click.UsageError(f"`{checked.source.path}` has no train section `{name}`; {help}")
