"""`specc fmt`: write specs in the one way."""

import click

from specc.cli.formatting import Wanted, run_format


@click.command("fmt")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Name the files that would change, and change nothing.")
@click.option("--diff", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded even where named.")
def command(paths: tuple[str, ...], check: bool, diff: bool, force_exclude: bool) -> int:
    """Write specs in the one way that `docs/language.md` describes; what they mean stays.

    PATH is a file, a folder that is searched for `*.spec`, or `-` for standard input, which goes to
    standard output; the current folder without any. Exits with 0, with 1 where `--check` or
    `--diff` found something to change, and with 2 where a file could not be formatted: one with
    syntax errors is left as it is.
    """
    return run_format(Wanted(paths, check, diff, force_exclude))
