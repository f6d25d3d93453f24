"""`specc ir`: models as JSON documents for other programs."""

import json

import click

from specc.cli.checking import CLEAN, FINDINGS
from specc.cli.load import choose, load
from specc.cli.override import overriding


@click.command("ir")
@click.argument("file", metavar="[FILE]", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of one model instead.")
@click.option("--model", metavar="NAME", help="Only this model.")
@overriding(sections=False)
def command(file: str | None, schema: bool, model: str | None, overrides: tuple[str, ...]) -> int:
    """Print the models in FILE (`-`: standard input), unrolled and typed, as a JSON list."""
    from specc.exchange import to_document
    from specc.ir.document import GraphDocument

    if schema:
        click.echo(json.dumps(GraphDocument.model_json_schema(), indent=2))
        return CLEAN
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    checked = load(file, overrides)
    documents = [
        to_document(graph).model_dump(mode="json") for graph in choose(checked, model).values()
    ]
    click.echo(json.dumps(documents, indent=2))
    return FINDINGS if checked.failed else CLEAN
