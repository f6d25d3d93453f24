"""Signal and gradient layer by layer as an SVG chart, on a logarithmic scale.

All style is in attributes, so that the picture can stand in a page without touching it.
"""

from collections.abc import Callable, Iterator
from math import ceil, floor, log10

from specc.draw.palette import CONVOLUTION, INK, SMALL_INK, Colour
from specc.draw.quote import cut, xml
from specc.flow.result import Flow, LayerFlow
from specc.ir.graph import Graph
from specc.namedtuple import NamedTuple

LEFT, RIGHT, TOP, BOTTOM = 76.0, 24.0, 84.0, 132.0
HEIGHT = 300.0
NARROWEST, WIDEST = 480.0, 1200.0
STEP = 26.0
"""Between two layers, where there is room."""
LONGEST_NAME = 24
MOST_LABELS = 46
DECADES = (-16, 16)
"""Beyond these everything is drawn at the edge."""
MOST_LINES = 10
_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"

SIGNAL = CONVOLUTION
GRADIENT = Colour("#fae3d6", "#c2520a")
ROUGH = "#efefef"
GRID = "#d9d9d9"


class Series(NamedTuple):
    """One line of the chart."""

    title: str
    value: Callable[[LayerFlow], float | None]
    colour: Colour
    mark: str


SERIES = (
    Series("RMS of the output", lambda layer: layer.signal, SIGNAL, "circle"),
    Series(
        "RMS of dL/dW, the last layer 1", lambda layer: layer.weight_gradient, GRADIENT, "square"
    ),
)


class Frame(NamedTuple):
    """Where the chart lies, and the powers of ten at its ends."""

    layers: int
    width: float
    low: int
    high: int

    def x(self, at: int) -> float:
        """The middle of a layer."""
        return LEFT + (at + 0.5) * self.width / max(self.layers, 1)

    def y(self, value: float) -> float:
        """The height of a positive number."""
        power = min(max(log10(value), self.low), self.high)
        return TOP + HEIGHT * (self.high - power) / (self.high - self.low)


def flow_chart(graph: Graph, found: Flow) -> str:
    """The text of an SVG file."""
    frame = _frame(found)
    width, height = LEFT + frame.width + RIGHT, TOP + HEIGHT + BOTTOM
    title = f"{graph.name}: signal and gradient at initialisation"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" role="img" font-family="{_FONT}">',
        f"<title>{xml(title)}</title>",
        f"<desc>{xml(_description(found))}</desc>",
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="#ffffff"/>',
        _text(LEFT, 30, cut(title, 90), 16, INK, 'font-weight="bold"'),
        *_legend(found),
        *_rough(found, frame),
        *_grid(frame),
        *[line for series in SERIES for line in _line(found, frame, series)],
        *_labels(graph, found, frame),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _description(found: Flow) -> str:
    return f"predicted for {len(found.layers)} layers with a batch of {found.batch}"


def _frame(found: Flow) -> Frame:
    values = [one for layer in found.layers for series in SERIES if (one := series.value(layer))]
    logs = [log10(one) for one in values] or [0.0]
    low = max(min(floor(min(logs)), -1), DECADES[0])
    high = min(max(ceil(max(logs)), 1), DECADES[1])
    count = len(found.layers)
    return Frame(count, min(max(count * STEP, NARROWEST), WIDEST), low, high)


def _legend(found: Flow) -> Iterator[str]:
    x = LEFT
    for series in SERIES:
        yield f'<line x1="{_n(x)}" y1="52" x2="{_n(x + 22)}" y2="52" {_stroke(series.colour)}/>'
        yield _mark(x + 11, 52, series)
        yield _text(x + 30, 56, series.title, 12, INK)
        x += 190 if series is SERIES[0] else 240
    if any(layer.rough for layer in found.layers):
        yield f'<rect x="{_n(LEFT)}" y="64" width="22" height="10" fill="{ROUGH}"/>'
        yield _text(
            LEFT + 30, 73, "rough: one draw may be off by more than a factor of 2", 11, SMALL_INK
        )


def _rough(found: Flow, frame: Frame) -> Iterator[str]:
    step = frame.width / max(frame.layers, 1)
    for at, layer in enumerate(found.layers):
        if layer.rough:
            x = frame.x(at) - step / 2
            yield (
                f'<rect x="{_n(x)}" y="{_n(TOP)}" width="{_n(step)}" height="{_n(HEIGHT)}" '
                f'fill="{ROUGH}"/>'
            )


def _grid(frame: Frame) -> Iterator[str]:
    """A line for each power of ten, or for some of many; that of 1 is stronger."""
    every = ceil((frame.high - frame.low) / MOST_LINES)
    for power in range(frame.low, frame.high + 1):
        if power % every:
            continue
        y, stroke = frame.y(10.0**power), "#8c8c8c" if power == 0 else GRID
        yield (
            f'<line x1="{_n(LEFT)}" y1="{_n(y)}" x2="{_n(LEFT + frame.width)}" y2="{_n(y)}" '
            f'stroke="{stroke}"/>'
        )
        label = {0: "1", 1: "10", -1: "0.1", 2: "100", -2: "0.01"}.get(power, f"1e{power}")
        yield _text(LEFT - 8, y + 4, label, 11, SMALL_INK, 'text-anchor="end"')


def _line(found: Flow, frame: Frame, series: Series) -> Iterator[str]:
    """Through all known layers, broken where one is unknown or zero."""
    runs: list[list[tuple[float, float]]] = [[]]
    for at, layer in enumerate(found.layers):
        value = series.value(layer)
        if value:
            runs[-1].append((frame.x(at), frame.y(value)))
        elif runs[-1]:
            runs.append([])
    for run in runs:
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in run)
        if len(run) > 1:
            yield f'<polyline points="{points}" fill="none" {_stroke(series.colour)}/>'
    if len(found.layers) <= MOST_LABELS:
        yield from (_mark(x, y, series) for run in runs for x, y in run)


def _mark(x: float, y: float, series: Series) -> str:
    look = f'fill="{series.colour.fill}" stroke="{series.colour.line}" stroke-width="1.4"'
    if series.mark == "circle":
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="3.4" {look}/>'
    return f'<rect x="{_n(x - 3.2)}" y="{_n(y - 3.2)}" width="6.4" height="6.4" {look}/>'


def _labels(graph: Graph, found: Flow, frame: Frame) -> Iterator[str]:
    """Names below the chart, of all layers or of every few."""
    every = max(1, ceil(len(found.layers) / MOST_LABELS))
    y = TOP + HEIGHT + 14
    for at, layer in enumerate(found.layers):
        if at % every:
            continue
        x, node = frame.x(at) + 4, graph.nodes[layer.node]
        turned = f'text-anchor="end" transform="rotate(-50 {_n(x)} {_n(y)})"'
        yield _text(x, y, _short(node.path), 10.5, SMALL_INK, turned)


def _short(path: str) -> str:
    """The end of a path, which tells layers apart."""
    return path if len(path) <= LONGEST_NAME else "…" + path[1 - LONGEST_NAME :]


def _stroke(colour: Colour) -> str:
    return f'stroke="{colour.line}" stroke-width="1.8" stroke-linejoin="round"'


def _text(x: float, y: float, text: str, size: float, ink: str, more: str = "") -> str:
    look = f'font-size="{_n(size)}" fill="{ink}"' + (f" {more}" if more else "")
    return f'<text x="{_n(x)}" y="{_n(y)}" {look}>{xml(text)}</text>'


def _n(number: float) -> str:
    """A length with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
