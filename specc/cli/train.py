"""`specc train`: build a model and train it."""

import os
import subprocess
import sys
from importlib.util import find_spec

import click

from specc.cli.build import DEFAULT_BACKEND
from specc.cli.building import generate, program_name
from specc.cli.checking import CLEAN, FAILED, FINDINGS
from specc.cli.fault import complain
from specc.cli.override import overriding
from specc.files.folder import FolderRefused, write_folder

RUNS = "runs"
PROGRAM = "train.py"
PACKAGES = {"pytorch": "torch"}
"""What a backend's programs import first, where it is not called as the backend is."""


@click.command("train")
@click.argument("file", metavar="FILE")
@click.option(
    "--backend", default=DEFAULT_BACKEND, show_default=True, metavar="NAME", help="The framework."
)
@click.option("--train", metavar="NAME", help="Which of several train sections.")
@overriding()
@click.option("--force", is_flag=True, help="Overwrite files that specc did not write.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- OPTION...]")
def command(
    file: str, backend: str, train: str | None, overrides: tuple[str, ...], force: bool,
    options: tuple[str, ...],
) -> int:  # fmt: skip
    """Build the program for FILE into `runs/` and run it.

    What follows `--` goes to the program: `specc train model.spec -- --help` shows what it takes.
    """
    program = generate(file, backend, train, overrides)
    if program is None:
        return FINDINGS
    if program.train is None:
        raise click.UsageError(f"`{file}` has no train section")
    if find_spec(PACKAGES.get(backend, backend)) is None:
        complain(f"`{backend}` is not installed; run `pip install specc[{backend}]`")
        return FAILED
    folder = os.path.join(RUNS, program_name(file, program.train))
    try:
        write_folder(folder, program.files, force=force)
    except FolderRefused as refused:
        complain(f"{refused.message}; {refused.help}" if refused.help else refused.message)
        return FAILED
    print(f"training in {folder}", flush=True)
    program_path = os.path.join(folder, PROGRAM)
    done = subprocess.run([sys.executable, program_path, *options], check=False)
    return CLEAN if done.returncode == 0 else FINDINGS
