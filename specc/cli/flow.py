"""`specc flow`: how signal and gradient pass through models at initialisation."""

import os
import sys

import click

from specc.cli.checking import CLEAN, FINDINGS
from specc.cli.load import choose, load
from specc.cli.override import overriding
from specc.driver import Checked
from specc.files.write import write_file
from specc.flow.data import batch_of, inputs_of, trained_with
from specc.flow.result import Flow
from specc.flow.walk import flow
from specc.ir.graph import Graph
from specc.namedtuple import NamedTuple
from specc.report.flow import Inputs, flow_object, flow_table
from specc.report.paint import Paint, wants_colour


class Predicted(NamedTuple):
    """A model, what is found of it, and what is known of its inputs."""

    graph: Graph
    found: Flow
    inputs: Inputs


@click.command("flow")
@click.argument("file", metavar="FILE")
@click.option("--model", metavar="NAME", help="Only this model.")
@overriding()
@click.option("--batch", type=click.IntRange(1), help="Examples that a batch norm sees.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print a list with one object for each model."
)
@click.option("-o", "--output", metavar="PATH", help="Draw an SVG chart; `-`: standard output.")
def command(
    file: str, model: str | None, overrides: tuple[str, ...], batch: int | None, as_json: bool,
    output: str | None,
) -> int:  # fmt: skip
    """Predict signal and gradient of the models in FILE (`-`: standard input) at initialisation.

    For each layer with a kernel: the RMS of its output, and the RMS gradient of its kernel over
    that of the last layer, with a bar on a logarithmic scale. No framework is run: sizes,
    initialisers, activations, normalisation and skips decide it. Inputs are standard normal unless
    the spec's `train` and `data` sections give their range, and the batch is theirs too, else 64.
    A size known only at run time is taken to be 64, or as near to it as it can be.
    """
    checked = load(file, overrides)
    models = choose(checked, model)
    if output == "-" and len(models) > 1:
        raise click.UsageError(
            f"standard output takes one model of {len(models)}: choose with `--model`"
        )
    predicted = [_predict(checked, graph, batch) for graph in models.values()]
    if output is not None:
        _draw(predicted, output)
    if as_json and output != "-":
        import json

        print(json.dumps([flow_object(*one) for one in predicted], indent=1))
    elif predicted and output is None:
        paint = Paint(wants_colour(sys.stdout))
        print("\n\n".join(flow_table(*one, paint) for one in predicted))
    return FINDINGS if checked.failed else CLEAN


def _predict(checked: Checked, graph: Graph, batch: int | None) -> Predicted:
    trains = checked.sections.trains.values() if checked.sections else ()
    plan = trained_with(trains, graph.name)
    inputs = inputs_of(plan, graph)
    return Predicted(graph, flow(graph, batch=batch or batch_of(plan), inputs=inputs), inputs)


def _draw(predicted: list[Predicted], output: str) -> None:
    from specc.draw.flow_chart import flow_chart

    for one in predicted:
        data = flow_chart(one.graph, one.found).encode()
        if output == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            continue
        stem, ending = os.path.splitext(output)
        path = output if len(predicted) == 1 else f"{stem}-{one.graph.name}{ending}"
        write_file(path, data)
