"""The summary of a model: its layers as a table, and what it takes to run and to train it."""

from typing import Any

from specc.cost import Amount, Cost, TrainingMemory, node_macs
from specc.ir.graph import Graph, Node
from specc.ir.tensor import TensorType
from specc.namedtuple import NamedTuple
from specc.report.layers import LayerRow, LayerRows
from specc.report.quantity import count, short_count, size
from specc.report.table import table
from specc.report.visible import cut, visible

HEADER = ("name", "layer", "output", "parameters", "multiply-adds")
RIGHT = (False, False, False, True, True)
LONGEST_CELL = 48


class Setup(NamedTuple):
    """How training is meant when its memory is estimated."""

    batch: int
    optimizer: str
    precision: str


def summary(
    graph: Graph, found: Cost, memory: TrainingMemory, setup: Setup, depth: int | None
) -> str:
    """The table and what stands below it, without a line end."""
    inputs = ", ".join(f"{visible(name)} {value.type}" for name, value in graph.inputs.items())
    lines = [_cells(row) for row in LayerRows(graph, depth).rows()]
    return "\n".join(
        [
            f"{graph.name}: {inputs}",
            *table(HEADER, lines, RIGHT),
            *_totals(graph, found),
            *_memory(memory, setup),
        ]
    )


def _cells(row: LayerRow) -> tuple[str, ...]:
    name = cut(row.name, LONGEST_CELL)
    times = f" x{row.times}" if row.times > 1 else ""
    outputs = cut(", ".join(str(kind) for kind in row.outputs), LONGEST_CELL)
    parameters, macs = ("", "") if row.open and row.times == 1 else _numbers(row)
    return ("  " * row.depth + name + times, row.word, outputs, parameters, macs)


def _numbers(row: LayerRow) -> tuple[str, str]:
    parameters = row.total.trainable + row.total.fixed
    if row.shared:
        return "shared", _each(row.total.macs, row.times, short_count(row.total.macs))
    return (
        _each(parameters, row.times, count(parameters)),
        _each(row.total.macs, row.times, short_count(row.total.macs)),
    )


def _each(number: Amount, times: int, text: str) -> str:
    if number == 0:
        return "-"
    if times == 1:
        return text
    return f"{times} x {text}" if isinstance(number, int) else f"{times} x ({text})"


def _totals(graph: Graph, found: Cost) -> list[str]:
    return [
        f"trainable parameters   {count(graph.trainable)}",
        f"fixed parameters       {count(graph.fixed)}",
        f"multiply-adds          {short_count(found.macs)} for one example",
        f"weights                {size(found.weights)}",
        f"kept activations       {size(found.activations)} for one example in training",
    ]


def _memory(memory: TrainingMemory, setup: Setup) -> list[str]:
    parts = [
        f"weights {size(memory.weights)}",
        f"gradients {size(memory.gradients)}",
        f"optimizer {size(memory.optimizer)}",
        f"activations {size(memory.activations)}",
        f"loss {size(memory.loss)}",
    ]
    how = f"batch {setup.batch}, {setup.optimizer}, {setup.precision}"
    return [f"training memory        {size(memory.total)} ({how}):", f"  {', '.join(parts)}"]


def as_object(graph: Graph, found: Cost) -> dict[str, Any]:
    """The summary as JSON values; sizes are integers, or strings where they are symbolic."""
    return {
        "model": graph.name,
        "trainable": graph.trainable,
        "fixed": graph.fixed,
        "macs": _plain(found.macs),
        "weight_bytes": found.weights,
        "activation_bytes": _plain(found.activations),
        "inputs": {name: _sizes(value.type) for name, value in graph.inputs.items()},
        "outputs": {name: _sizes(value.type) for name, value in graph.outputs.items()},
        "layers": [_layer(graph, node) for node in graph.nodes],
    }


def _layer(graph: Graph, node: Node) -> dict[str, Any]:
    outputs = [_sizes(kind) for kind in graph.types(node.outputs)]
    return {
        "name": node.path,
        "layer": node.layer.word,
        "output": outputs[0] if len(outputs) == 1 else outputs,
        "trainable": node.trainable,
        "fixed": node.fixed,
        "macs": _plain(node_macs(graph, node)),
    }


def _sizes(kind: TensorType) -> list[int | str | None]:
    return [_plain(one) for one in kind.sizes]


def _plain(number: Amount) -> int | str | None:
    return number if number is None or isinstance(number, int) else str(number)
