"""`specc explain`: all about one rule."""

import sys

import click

from specc.cli.checking import CLEAN


@click.command("explain")
@click.argument("name", metavar="NAME")
def command(name: str) -> int:
    """Say what the rule NAME looks for, why that is bad, and how it looks; or list a subject's."""
    from specc.cli.rulebook import named
    from specc.report.paint import Paint, wants_colour
    from specc.report.rulebook_text import listing, page
    from specc.suppress import LOUD

    shown = named(name, Paint(wants_colour(sys.stdout)))
    alone = shown[0].name == name
    click.echo("\n".join(page(shown[0], name in LOUD) if alone else listing(shown)))
    return CLEAN
