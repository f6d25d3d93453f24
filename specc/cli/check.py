"""`specc check`: report what is wrong with specs."""

from typing import Any

import click

from specc.cli.asked import OPTIONS, Asked, Option, split
from specc.cli.checking import run_check


def _option(option: Option) -> click.Option:
    """An option as click knows it."""
    names = [option.flag, option.short] if option.short else [option.flag]
    if not option.value:
        return click.Option(names, is_flag=True, help=option.help)
    if isinstance(option.value, tuple):
        return click.Option(names, type=click.Choice(option.value), help=option.help)
    return click.Option(names, metavar=option.value, multiple=option.listed, help=option.help)


@click.command("check", params=[_option(option) for option in OPTIONS])
@click.argument("paths", nargs=-1, metavar="[PATH]...")
def command(paths: tuple[str, ...], **values: Any) -> int:
    """Report what is wrong with specs.

    PATH is a file, a folder that is searched for `*.spec`, or `-` for standard input; the current
    folder without any. Exits with 0 where nothing was found, 1 with errors or warnings, and 2
    where something could not be checked. What was found is kept in `.specc_cache`. Configuration
    stands in `[tool.specc]` of `pyproject.toml`, or in `specc.toml`.
    """
    given = {name: value for name, value in values.items() if value not in (None, (), False)}
    for option in OPTIONS:
        if option.listed and option.field in given:
            given[option.field] = split(given[option.field])
    return run_check(Asked(paths, **given))
