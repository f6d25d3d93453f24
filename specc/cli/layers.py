"""`specc layers`: what layers and library blocks there are, and all about one."""

import click

from specc.cli.checking import CLEAN


@click.command("layers")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, as_json: bool) -> int:
    """List all layers and the blocks of the library, or say all about the one called NAME."""
    from specc.cli.reference import entries, find
    from specc.report.reference_text import listing, page

    shown = list(entries()) if name is None else [find(name)]
    if as_json:
        import json

        click.echo(json.dumps([one.as_json() for one in shown], indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(listing(shown) if name is None else page(shown[0])))
    return CLEAN
