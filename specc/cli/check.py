"""`specc check`: report what is wrong with specs."""

import click

from specc.cli.checking import FORMATS, check_paths


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True,
    help="How findings are printed.",
)  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Check again what has not changed.")
def command(paths: tuple[str, ...], form: str, no_cache: bool) -> int:
    """Report what is wrong with specs.

    PATH is a file, a folder that is searched for `*.spec`, or `-` for standard input; the current
    folder without any. Exits with 0 where nothing was found, 1 with errors or warnings, and 2
    where something could not be checked. What was found is kept in `.specc_cache`.
    """
    return check_paths(paths, form, not no_cache)
