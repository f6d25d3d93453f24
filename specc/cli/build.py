"""`specc build`: a model as a program for a framework."""

import click

from specc.cli.building import generate
from specc.cli.checking import CLEAN, FAILED, FINDINGS
from specc.cli.fault import complain
from specc.cli.override import overriding
from specc.files.folder import FolderRefused, write_folder

DEFAULT_BACKEND = "pytorch"


@click.command("build")
@click.argument("file", metavar="FILE")
@click.option(
    "--backend", default=DEFAULT_BACKEND, show_default=True, metavar="NAME", help="The framework."
)
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write into.")
@click.option("--train", metavar="NAME", help="Which of several train sections.")
@overriding()
@click.option("--force", is_flag=True, help="Overwrite files that specc did not write.")
def command(
    file: str, backend: str, output: str, train: str | None, overrides: tuple[str, ...], force: bool
) -> int:
    """Write the models in FILE (`-`: standard input) as a program that runs without specc.

    A folder that holds files of somebody's own, or edited ones, is left as it is. Files of an
    earlier build that are no longer needed are removed.
    """
    program = generate(file, backend, train, overrides)
    if program is None:
        return FINDINGS
    try:
        write_folder(output, program.files, force=force)
    except FolderRefused as refused:
        complain(f"{refused.message}; {refused.help}" if refused.help else refused.message)
        return FAILED
    print(f"wrote {', '.join(sorted(program.files))} to {output}")
    return CLEAN
