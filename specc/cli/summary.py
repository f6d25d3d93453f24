"""`specc summary`: the layers, parameters and memory of models."""

import click

from specc.cli.checking import CLEAN, FINDINGS
from specc.cli.load import choose, load
from specc.cli.optimizer import read_optimizer
from specc.cli.override import overriding
from specc.cost import ACTIVATION_BYTES, cost, training_memory
from specc.driver import Checked
from specc.ir.graph import Graph
from specc.namedtuple import NamedTuple
from specc.report.summary import Setup, as_object, summary
from specc.resolve.sections import Sections
from specc.training.optimizer import Adam, Optimizer

DEFAULT_BATCH = 32


class Asked(NamedTuple):
    """What the command line says about training; None where the spec is to say it."""

    batch: int | None
    optimizer: Optimizer | None
    precision: str | None


@click.command("summary")
@click.argument("file", metavar="FILE")
@click.option("--model", metavar="NAME", help="Only this model.")
@overriding()
@click.option(
    "--depth", type=click.IntRange(0), help="How many levels of blocks and repeats are opened."
)
@click.option(
    "--batch", type=click.IntRange(1), help="Examples in a step, for the memory of training."
)
@click.option(
    "--optimizer", metavar="OPTIMIZER", help="Such as `adam` or `sgd(lr=0.1, momentum=0.9)`."
)
@click.option("--precision", type=click.Choice(list(ACTIVATION_BYTES)), help="Of the activations.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print a list with one object for each model."
)
def command(
    file: str, model: str | None, overrides: tuple[str, ...], depth: int | None, batch: int | None,
    optimizer: str | None, precision: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Print the layers, parameters and memory of the models in FILE (`-`: standard input).

    Blocks are indented, and a repeat whose iterations agree is shown once. Multiply-adds count
    products with weights or between tensors, for one example. The memory of training is an
    estimate from what the backward pass needs; batch, optimizer and precision come from the
    options, else from the spec's `train` section, else they are 32, `adam` and `fp32`.
    """
    checked = load(file, overrides)
    models = choose(checked, model)
    asked = Asked(batch, read_optimizer(optimizer) if optimizer else None, precision)
    if as_json:
        import json

        print(json.dumps([as_object(graph, cost(graph)) for graph in models.values()], indent=1))
    elif models:
        print("\n\n".join(_text(checked, graph, asked, depth) for graph in models.values()))
    return FINDINGS if checked.failed else CLEAN


def _text(checked: Checked, graph: Graph, asked: Asked, depth: int | None) -> str:
    batch, optimizer, precision = _training(checked.sections, graph.name, asked)
    found = cost(graph, precision)
    memory = training_memory(graph, found.activations, batch, optimizer.state_copies)
    return summary(graph, found, memory, Setup(batch, optimizer.word, precision), depth)


def _training(sections: Sections | None, model: str, asked: Asked) -> tuple[int, Optimizer, str]:
    """Batch, optimizer and precision: as asked, else as the model's first `train` says."""
    trains = sections.trains.values() if sections else ()
    plan = next((one for one in trains if one.model == model), None)
    if plan is None:
        return asked.batch or DEFAULT_BATCH, asked.optimizer or Adam(), asked.precision or "fp32"
    whole = plan.data.training_samples if plan.data else None
    batch = asked.batch or plan.batch or whole or DEFAULT_BATCH
    return batch, asked.optimizer or plan.optimizer, asked.precision or plan.precision
