"""A scene as SVG 1.1 (https://www.w3.org/TR/SVG11), laid out here: no other program is needed.

All style is in attributes, so that the picture can stand in a page without touching it.
"""

from collections.abc import Iterator

from specc.draw.layout import Picture, Rect, Text, place
from specc.draw.layout.measure import text_width, wrapped
from specc.draw.layout.picture import Curve
from specc.draw.layout.size import (
    HEAD,
    LABEL,
    NOTE,
    NOTE_GAP,
    TITLE,
    TITLE_GAP,
    title_width,
    titled,
)
from specc.draw.palette import (
    CLUSTER_FILLS,
    CLUSTER_HEAD,
    CLUSTER_LINE,
    INK,
    SMALL_INK,
    WIRE,
    colour_of,
)
from specc.draw.quote import xml
from specc.draw.scene import Box, Cluster, Scene

_MARGIN = 24.0
_HEADING, _DOC_WIDTH, _DOC_LINES, _LINE = 18.0, 520.0, 4, 16.0
_FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def svg(scene: Scene) -> str:
    """A scene as the text of an SVG file; raises `TooLarge`."""
    picture = place(scene)
    heading = _Heading(scene)
    inner = max(picture.width, heading.width)
    width, height = inner + 2 * _MARGIN, picture.height + heading.height + 2 * _MARGIN
    x, y = _MARGIN + (inner - picture.width) / 2, _MARGIN + heading.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="0 0 {_n(width)} {_n(height)}" role="img" font-family="{_FONT}">',
        f"<title>{xml(scene.title)}</title>",
        f"<desc>{xml(_description(scene))}</desc>",
        f'<rect width="{_n(width)}" height="{_n(height)}" fill="#ffffff"/>',
        *heading.lines(),
        f'<g transform="translate({_n(x)} {_n(y)})">',
        *_clusters(scene, picture),
        *_wires(picture),
        *_heads(scene, picture),
        *_labels(picture),
        *_boxes(scene, picture),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _n(number: float) -> str:
    """A length with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def _description(scene: Scene) -> str:
    return f"{scene.parameters}. {scene.doc}" if scene.doc else scene.parameters


class _Heading:
    """The model's name, its parameters and its comment, above the picture."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.doc = wrapped(scene.doc, TITLE, _DOC_WIDTH, _DOC_LINES)
        widths = [text_width(scene.title, _HEADING), text_width(scene.parameters, TITLE)]
        self.width = max(widths + [text_width(line, TITLE) for line in self.doc])
        self.height = 2 * _LINE + _LINE * len(self.doc) + 22.0

    def lines(self) -> Iterator[str]:
        """The text elements."""
        y = _MARGIN + 12
        yield _text(_MARGIN, y, self.scene.title, _HEADING, INK, 'font-weight="bold"')
        for text in (self.scene.parameters, *self.doc):
            y += _LINE + 2 if text is self.scene.parameters else _LINE
            yield _text(_MARGIN, y, text, TITLE, SMALL_INK)


def _text(x: float, y: float, text: str, size: float, ink: str, more: str = "") -> str:
    look = f'font-size="{_n(size)}" fill="{ink}"' + (f" {more}" if more else "")
    return f'<text x="{_n(x)}" y="{_n(y)}" {look}>{xml(text)}</text>'


def _rect(rect: Rect, radius: float, more: str) -> str:
    x, y, width, height = map(_n, rect)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{_n(radius)}" {more}/>'


def _clusters(scene: Scene, picture: Picture) -> Iterator[str]:
    """The frames of blocks and repeats, outer ones first; a repeat has a double frame."""
    depths = {"": 0}
    for cluster in scene.clusters:
        depths[cluster.id] = depths[cluster.parent] + 1
        rect = picture.clusters[cluster.id]
        fill = CLUSTER_FILLS[depths[cluster.id] % len(CLUSTER_FILLS)]
        line = f'stroke="{CLUSTER_LINE}"' + _dashes(cluster)
        if cluster.times > 1:
            outer = Rect(rect.x - 3, rect.y - 3, rect.width + 6, rect.height + 6)
            yield _rect(outer, 9, f'fill="none" {line}')
        yield _rect(rect, 7, f'id="{cluster.id}" fill="{fill}" {line}')


def _dashes(drawn: Box | Cluster) -> str:
    return ' stroke-dasharray="5 3"' if drawn.shares else ""


def _heads(scene: Scene, picture: Picture) -> Iterator[str]:
    """The title bands of clusters; wires that come in pass behind them."""
    for cluster in scene.clusters:
        rect = picture.clusters[cluster.id]
        right, bottom = _n(rect.width - 13), _n(HEAD - 6)
        band = (
            f"M{_n(rect.x + 0.5)} {_n(rect.y + HEAD)}v-{bottom}q0 -5.5 6 -5.5h{right}"
            f"q6 0 6 5.5v{bottom}z"
        )
        yield f'<path d="{band}" fill="{CLUSTER_HEAD}"/>'
        x, y = rect.x + 12, rect.y + 16
        yield _title(x, y, cluster, "start")
        if cluster.note:
            x += title_width(cluster) + NOTE_GAP
            yield _text(x, y, cluster.note, NOTE, SMALL_INK)


def _title(x: float, y: float, drawn: Box | Cluster, anchor: str) -> str:
    """A title line, its first word and its number in bold."""
    word, rest, times = titled(drawn)
    parts = [f'<tspan font-weight="bold">{xml(word)}</tspan>']
    parts += [f'<tspan dx="{_n(TITLE_GAP)}">{xml(rest)}</tspan>'] if rest else []
    parts += [f'<tspan dx="{_n(TITLE_GAP)}" font-weight="bold">{times}</tspan>'] if times else []
    at = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(TITLE)}" fill="{INK}" text-anchor="{anchor}"'
    return f"<text {at}>{''.join(parts)}</text>"


def _wires(picture: Picture) -> Iterator[str]:
    """All wires, and the tips of their arrows."""
    yield f'<g fill="none" stroke="{WIRE}" stroke-width="1.2">'
    yield from (f'<path d="{_path(curve)}"/>' for curve in picture.curves)
    yield "</g>"
    yield f'<g fill="{WIRE}">'
    for arrow in picture.arrows:
        yield f'<path d="M{_n(arrow.x)} {_n(arrow.y)}l-3.5 -7h7z"/>'
    yield "</g>"


def _path(curve: Curve) -> str:
    """Straight down, an S where the wire moves sideways, straight down."""
    start = f"M{_n(curve.x)} {_n(curve.y)}"
    if abs(curve.x - curve.to_x) < 0.5:
        return f"{start}L{_n(curve.to_x)} {_n(curve.to_y)}"
    middle = _n((curve.bend_from + curve.bend_to) / 2)
    bend = f"C{_n(curve.x)} {middle} {_n(curve.to_x)} {middle} {_n(curve.to_x)} {_n(curve.bend_to)}"
    return f"{start}V{_n(curve.bend_from)}{bend}V{_n(curve.to_y)}"


def _labels(picture: Picture) -> Iterator[str]:
    yield f'<g font-size="{_n(LABEL)}" fill="{SMALL_INK}">'
    yield from map(_label, picture.labels)
    yield "</g>"


def _label(label: Text) -> str:
    return f'<text x="{_n(label.x)}" y="{_n(label.y)}">{xml(label.text)}</text>'


def _boxes(scene: Scene, picture: Picture) -> Iterator[str]:
    for box in scene.boxes:
        yield from _box(box, picture.boxes[box.id])


def _box(box: Box, rect: Rect) -> Iterator[str]:
    colour = colour_of(box.family)
    terminal = box.kind in ("input", "output")
    radius = rect.height / 2 if terminal else 4.0
    line = f'stroke="{colour.line}" stroke-width="{1.8 if terminal else 1.2}"' + _dashes(box)
    yield f'<g id="{box.id}">'
    yield _rect(rect, radius, f'fill="{colour.fill}" {line}')
    if box.times > 1 or box.kind == "block":
        inner = Rect(rect.x + 3, rect.y + 3, rect.width - 6, rect.height - 6)
        yield _rect(inner, 2, f'fill="none" stroke="{colour.line}" stroke-width="0.7"')
    x = rect.x + rect.width / 2
    yield _title(x, rect.y + (18 if box.note else 18.5), box, "middle")
    if box.note:
        more = 'text-anchor="middle"'
        yield _text(x, rect.y + 33, box.note, NOTE, SMALL_INK, more)
    yield "</g>"
