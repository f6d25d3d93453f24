"""`specc explain`: all about one rule."""

import sys

import click

from specc.cli.checking import CLEAN

OUTSIDE = {
    "not-utf-8": """\
A file holds bytes that are no UTF-8 text, so that nobody can say what stands in it. It is found
while the file is read, before there is a spec to check. It is an error, and no comment silences it.

Save the file as UTF-8; `iconv -f latin1 -t utf-8` converts what an old editor has written.""",
    "not-supported-by-backend": """\
The spec is right, and a framework cannot run it as it is written, or specc cannot write that
program yet. It is found when a program is built (`specc build`, `train`, `verify`), for one
backend; a check says nothing of it.

The message says what it is. The other backend may have it.""",
}
"""Findings that no check makes: what is said of them in the place of a rule's page."""


@click.command("explain")
@click.argument("name", metavar="NAME")
def command(name: str) -> int:
    """Say what the rule NAME looks for, why that is bad, and how it looks; or list a subject's."""
    from specc.cli.rulebook import named
    from specc.report.paint import Paint, wants_colour
    from specc.report.rulebook_text import listing, page
    from specc.suppress import LOUD

    if name in OUTSIDE:
        click.echo(f"{name}\n\n{OUTSIDE[name]}")
        return CLEAN
    shown = named(name, Paint(wants_colour(sys.stdout)))
    alone = shown[0].name == name
    click.echo("\n".join(page(shown[0], name in LOUD) if alone else listing(shown)))
    return CLEAN
