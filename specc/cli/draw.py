"""`specc draw`: models as pictures."""

import os
import sys

import click

from specc.cli.checking import CLEAN, FINDINGS
from specc.cli.fault import complain
from specc.cli.load import choose, load
from specc.cli.override import overriding
from specc.files.write import write_file
from specc.ir.graph import Graph

FORMATS = ("svg", "dot", "mmd", "png", "pdf")


@click.command("draw")
@click.argument("file", metavar="FILE")
@click.option(
    "-o", "--output", required=True, metavar="PATH", help="Where to write; `-`: standard output."
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Without it, what PATH ends with."
)
@click.option("--model", metavar="NAME", help="Only this model.")
@click.option("--depth", type=click.IntRange(0), help="How many levels of blocks are opened.")
@overriding(sections=False)
def command(
    file: str,
    output: str,
    form: str | None,
    model: str | None,
    depth: int | None,
    overrides: tuple[str, ...],
) -> int:
    """Draw the models in FILE (`-`: standard input) with the shapes on the edges.

    With several models each gets a picture of its own, `out-Name.svg`. SVG, DOT and Mermaid (`mmd`)
    need nothing else; PNG and PDF need Graphviz and `pip install specc[draw]`.
    """
    form = form or _ending(output)
    checked = load(file, overrides)
    models = choose(checked, model)
    if output == "-" and len(models) > 1:
        raise click.UsageError(
            f"standard output takes one model of {len(models)}: choose with `--model`"
        )
    for name, graph in models.items():
        path = output if len(models) == 1 else _numbered(output, name)
        if not _draw(graph, depth, form, path):
            return 2
    return FINDINGS if checked.failed else CLEAN


def _ending(output: str) -> str:
    ending = os.path.splitext(output)[1][1:].lower()
    if ending in FORMATS:
        return ending
    listed = ", ".join(f"`{form}`" for form in FORMATS)
    raise click.UsageError(
        f"`{output}` does not say which picture to draw: use `--format` with {listed}"
    )


def _numbered(output: str, name: str) -> str:
    stem, ending = os.path.splitext(output)
    return f"{stem}-{name}{ending}"


def _draw(graph: Graph, depth: int | None, form: str, path: str) -> bool:
    from specc.draw.render import CannotRender
    from specc.draw.scene import TooLarge

    try:
        data = _picture(graph, depth, form)
    except CannotRender as fault:
        complain(f"{fault.message}: {fault.help}" if fault.help else fault.message)
        return False
    except TooLarge as fault:
        complain(f"`{graph.name}`: {fault}")
        return False
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        write_file(path, data)
    return True


def _picture(graph: Graph, depth: int | None, form: str) -> bytes:
    from specc.draw.scene import scene

    drawn = scene(graph, depth)
    if form == "svg":
        from specc.draw.svg import svg

        return svg(drawn).encode()
    if form == "mmd":
        from specc.draw.mermaid import mermaid

        return mermaid(drawn).encode()
    from specc.draw.dot import dot

    if form == "dot":
        return dot(drawn).encode()
    from specc.draw.render import render

    return render(dot(drawn), form)
