"""`specc rules`: what specc looks for."""

import click

from specc.cli.checking import CLEAN

FORMATS = ("text", "json")


@click.command("rules")
@click.argument("subject", metavar="[SUBJECT]", required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True,
    help="How rules are printed.",
)  # fmt: skip
def command(subject: str | None, form: str) -> int:
    """List all rules, or those of a SUBJECT: name, severity, kind of fix, and what is bad.

    Rules marked `off` run only where they are asked for. `specc explain NAME` says all about one.
    """
    from specc.cli.rulebook import entries, named
    from specc.report.rulebook_text import listing

    shown = list(entries()) if subject is None else named(subject)
    if form == "json":
        import json

        click.echo(json.dumps([one.as_json() for one in shown], indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(listing(shown)))
    return CLEAN
