"""`specc weights`: files of weights between specc's form and those of the frameworks."""

import hashlib
import os
import sys

import click

from specc.backend import Request, backend_names, find_backend
from specc.cli.carrying import NEUTRAL, Carrier, NotCarried, Program, carry, missing_package
from specc.cli.checking import CLEAN, FAILED, FINDINGS
from specc.cli.fault import complain
from specc.cli.load import choose, load, show_findings
from specc.cli.override import overriding
from specc.driver import Checked
from specc.emit.carry import holding
from specc.files.safetensors import read_metadata


@click.group("weights", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Carry weights between frameworks."""


@command.command("convert")
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
@click.option("--spec", "file", required=True, metavar="FILE", help="The spec of the model.")
@click.option("--model", "name", metavar="NAME", help="Which of several models.")
@overriding(sections=False)
@click.option("--force", is_flag=True, help="Overwrite TARGET.")
def convert(
    source: str, target: str, file: str, name: str | None, overrides: tuple[str, ...], force: bool
) -> int:
    """Read the weights of a model from SOURCE and write them to TARGET.

    The end of a name says what is in the file: `.safetensors` specc's own form, which generated
    programs of every framework read, `.pt` or `.pth` a state dict of PyTorch, `.weights.h5` the
    weights of a Keras model. The model is built as `specc build` does, with the same `--set`.
    """
    carriers = _carriers(source, target)
    _check_paths(source, target, force)
    for missing in filter(None, map(missing_package, carriers)):
        complain(missing)
        return FAILED
    checked = load(file, overrides)
    if checked.failed:
        return FINDINGS
    model = _model(checked, name, source)
    programs = [_program(checked, carrier, model) for carrier in carriers]
    if None in programs:
        return FINDINGS
    try:
        carry(source, target, [one for one in programs if one is not None])
    except NotCarried as fault:
        complain(str(fault))
        return FINDINGS
    print(f"wrote {target}")
    return CLEAN


def _carriers(source: str, target: str) -> list[Carrier]:
    """The backends of the files that are not in specc's form, in that order."""
    found = [find_backend(name) for name in backend_names()]
    known = [one for one in found if isinstance(one, Carrier)]
    kinds = [_kind(path, known) for path in (source, target)]
    if kinds[0] == kinds[1]:
        what = f"of {kinds[0].name}" if kinds[0] else "in specc's form"
        raise click.UsageError(f"`{source}` and `{target}` are both {what}")
    return [one for one in kinds if one is not None]


def _kind(path: str, known: list[Carrier]) -> Carrier | None:
    """Whose file it is by its name; None for specc's own."""
    if path.endswith(NEUTRAL):
        return None
    for one in known:
        if path.endswith(one.weight_files):
            return one
    ends = ", ".join(
        f"`{end}`" for end in (NEUTRAL, *(e for one in known for e in one.weight_files))
    )
    raise click.UsageError(f"`{path}` ends in none of {ends}")


def _check_paths(source: str, target: str, force: bool) -> None:
    if not os.path.isfile(source):
        raise click.UsageError(f"there is no file `{source}`")
    if os.path.isdir(target):
        raise click.UsageError(f"`{target}` is a folder")
    if os.path.lexists(target) and not force:
        raise click.UsageError(f"`{target}` is there already; overwrite it with `--force`")


def _model(checked: Checked, name: str | None, source: str) -> str:
    """The model that was asked for, or that the file is of, or the only one."""
    if name is None and source.endswith(NEUTRAL):
        said = _of(source)
        name = said if said in checked.models else None
    found = list(choose(checked, name))
    if len(found) == 1:
        return found[0]
    path = checked.source.path
    if not found:
        raise click.UsageError(f"`{path}` has no model that can be built")
    listed = ", ".join(f"`{one}`" for one in found)
    raise click.UsageError(f"`{path}` has {len(found)} models: choose with `--model` from {listed}")


def _of(source: str) -> str:
    try:
        return read_metadata(source).get("model", "")
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault


def _program(checked: Checked, carrier: Carrier, model: str) -> Program | None:
    """The program without its training; None after printed findings."""
    source = checked.source
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    emitted = carrier.emit(Request(checked.models, None, source.path, digest, source.text))
    show_findings(emitted.diagnostics, sys.stderr)
    if not emitted.files:
        return None
    if not any(holding(checked.models[model])):
        raise click.UsageError(f"`{model}` has no weights")
    return Program(emitted.files, carrier.model_name(model))
