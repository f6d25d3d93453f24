"""Signal and gradient of a model as a table with bars, and as JSON values."""

from collections.abc import Iterator, Mapping
from math import ceil, log10
from typing import Any

from specc.flow.result import Flow, LayerFlow
from specc.flow.walk import STANDARD, Moments
from specc.ir.graph import Graph
from specc.report.paint import Paint
from specc.report.table import table
from specc.report.visible import cut, visible

HEADER = ("name", "layer", "output", "gradient")
RIGHT = (False, False, True, True, False)
LONGEST_CELL = 40
MOST_ROWS = 120
"""Of a longer table the middle is left out."""
HALF = 12
"""Characters of a bar on either side of 1."""
LEAST_DECADES = 3
COLOURS = ((1e-2, 1e2, "warning"), (1e-3, 1e3, "error"))
"""Gradients below or above are painted."""
UNKNOWN = "?"

Inputs = Mapping[str, Moments]


def flow_table(graph: Graph, found: Flow, inputs: Inputs, paint: Paint) -> str:
    """The table and what stands around it, without a line end."""
    decades = _decades(found)
    rows = [_row(graph, layer, decades) for layer in found.layers]
    lines = table((*HEADER, _scale(decades)), rows, RIGHT) if rows else ["no layer has a kernel"]
    body = [_painted(*pair, paint) for pair in zip(lines[2:-1], found.layers, strict=False)]
    left_out = len(body) - MOST_ROWS
    if left_out > 0:
        half = MOST_ROWS // 2
        body[half : half + left_out] = [f"... {left_out} more"]
    shown = [*lines[:2], *body, *lines[-1:]] if rows else lines
    return "\n".join([*_title(graph, found, inputs), *shown, *_notes(graph, found)])


def _title(graph: Graph, found: Flow, inputs: Inputs) -> list[str]:
    listed = ", ".join(f"{visible(name)} {value.type}" for name, value in graph.inputs.items())
    spread = {name: inputs[name] for name in graph.inputs if inputs.get(name, STANDARD) != STANDARD}
    known = [
        f"`{visible(name)}` of mean {one.mean:.3g} and RMS {one.square**0.5:.3g}"
        for name, one in spread.items()
    ]
    taken = [f"{visible(name)} = {size}" for name, size in found.dims]
    floats = any(value.type.dtype == "float" for value in graph.inputs.values())
    normal = ["inputs standard normal"] if floats and not known else []
    given = ", ".join([f"batch {found.batch}", *known, *normal, *taken])
    return [f"{graph.name}: {listed}", f"predicted at initialisation ({given})"]


def _decades(found: Flow) -> int:
    """How far the bars reach on either side."""
    known = [one for one in (layer.weight_gradient for layer in found.layers) if one]
    return max([LEAST_DECADES, *[ceil(abs(log10(one))) for one in known]])


def _scale(decades: int) -> str:
    return f"{f'1e-{decades}':<{HALF}}1{f'1e{decades}':>{HALF}}"


def _row(graph: Graph, layer: LayerFlow, decades: int) -> tuple[str, ...]:
    node, gradient = graph.nodes[layer.node], layer.weight_gradient
    return (
        cut(visible(node.path), LONGEST_CELL),
        node.layer.word,
        number(layer.signal),
        number(gradient) + ("~" if layer.rough else ""),
        bar(gradient, decades),
    )


def number(value: float | None) -> str:
    """Three digits, or a question mark."""
    if value is None:
        return UNKNOWN
    return f"{value:.3g}" if 1e-3 <= value < 1e4 or value == 0.0 else f"{value:.1e}"


def bar(value: float | None, decades: int) -> str:
    """A bar from 1 to the value on a logarithmic scale, half characters included."""
    if not value:
        return " " * HALF + "│"
    length = min(abs(log10(value)) / decades, 1.0) * HALF
    whole, half = int(length), length % 1.0 >= 0.5
    if value < 1.0:
        return f"{'▐' * half + '█' * whole:>{HALF}}│"
    return " " * HALF + "│" + "█" * whole + "▌" * half


def _painted(line: str, layer: LayerFlow, paint: Paint) -> str:
    """A row whose bar is coloured where it reaches far."""
    gradient, colour = layer.weight_gradient, ""
    for low, high, name in COLOURS:
        if gradient is not None and not low <= gradient <= high:
            colour = name
    if not colour or not paint.active:
        return line
    end = min([at for at in (line.find("█"), line.find("▐"), line.find("│")) if at >= 0])
    return line[:end] + paint(colour, line[end:])


def _notes(graph: Graph, found: Flow) -> Iterator[str]:
    yield "output: RMS behind the layer; gradient: RMS of dL/dW over that of the last layer"
    if found.correlation is not None:
        yield f"two examples correlate by {found.correlation:.5g} in front of the last layer"
    for layer in found.layers:
        if layer.recurrent is not None:
            path, share = visible(graph.nodes[layer.node].path), number(layer.recurrent)
            yield f"`{path}`: dL/dh in front of the first step is {share} of that behind the last"
    if any(layer.rough for layer in found.layers):
        yield "~ rough: so narrow, deep or long that one draw may be off by more than a factor of 2"
    for at, reason in found.unknown:
        node = graph.nodes[at]
        yield f"? not known because of `{visible(node.path)}` ({node.layer.word}): {reason}"


def flow_object(graph: Graph, found: Flow, inputs: Inputs) -> dict[str, Any]:
    """The same as JSON values; what is not known is null."""
    floats = [name for name, value in graph.inputs.items() if value.type.dtype == "float"]
    return {
        "model": graph.name,
        "batch": found.batch,
        "dims": dict(found.dims),
        "inputs": {name: inputs.get(name, STANDARD)._asdict() for name in floats},
        "correlation": found.correlation,
        "entering": found.entering,
        "layers": [_layer(graph, layer) for layer in found.layers],
        "unknown": [
            {"name": graph.nodes[node].path, "reason": reason} for node, reason in found.unknown
        ],
    }


def _layer(graph: Graph, layer: LayerFlow) -> dict[str, Any]:
    node, values = graph.nodes[layer.node], layer._asdict()
    del values["node"]
    return {"name": node.path, "layer": node.layer.word, **values}
