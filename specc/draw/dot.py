"""A scene as DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html)."""

from collections.abc import Iterator

from specc.draw.layout.measure import wrapped
from specc.draw.nesting import Nesting
from specc.draw.palette import (
    CLUSTER_FILLS,
    CLUSTER_LINE,
    INK,
    WIRE,
    colour_of,
)
from specc.draw.quote import dot as quoted
from specc.draw.scene import Box, Cluster, Scene, Wire

_INDENT = "  "
_SIZE, _DOC_WIDTH, _DOC_LINES = 14, 520.0, 4
_FONT = 'fontname="Helvetica"'
# The limits keep Graphviz from hours of work where wires pass a hundred layers.
_HEAD = (
    f"graph [{_FONT}, fontsize={_SIZE}, labelloc=t, rankdir=TB, nodesep=0.35, ranksep=0.4, "
    "newrank=true, nslimit=2, nslimit1=2, mclimit=0.5]",
    f'node [{_FONT}, fontsize=11, shape=box, style="filled,rounded", margin="0.15,0.07", '
    f'fontcolor="{INK}", penwidth=1.2]',
    f'edge [{_FONT}, fontsize=9, color="{WIRE}", fontcolor="{WIRE}", arrowsize=0.7]',
)


def dot(scene: Scene) -> str:
    """A scene as the text of a DOT file."""
    lines = [f"digraph {quoted(scene.title)} {{"]
    lines += [f"{_INDENT}{line};" for line in _HEAD]
    doc = wrapped(scene.doc, _SIZE, _DOC_WIDTH, _DOC_LINES)
    lines.append(f"{_INDENT}label={quoted(scene.title, scene.parameters, *doc)};")
    lines += _lines(Nesting(scene), "", 1)
    lines += [f"{_INDENT}{_wire(wire)};" for wire in scene.wires]
    return "\n".join([*lines, "}", ""])


def _lines(nesting: Nesting, cluster: str, depth: int) -> Iterator[str]:
    """The statements inside one cluster."""
    indent = _INDENT * depth
    for box in nesting.boxes.get(cluster, ()):
        yield f"{indent}{_box(box)};"
    for inner in nesting.clusters.get(cluster, ()):
        yield f"{indent}subgraph cluster_{inner.id} {{"
        yield from (f"{indent}{_INDENT}{line};" for line in _frame(inner, depth))
        yield from _lines(nesting, inner.id, depth + 1)
        yield f"{indent}}}"


def _frame(cluster: Cluster, depth: int) -> Iterator[str]:
    yield f"label={quoted(*_text(cluster))}"
    yield "labeljust=l"
    yield f'style="filled,rounded{",dashed" if cluster.shares else ""}"'
    yield f'fillcolor="{CLUSTER_FILLS[depth % 2]}"'
    yield f'color="{CLUSTER_LINE}"'
    yield "fontsize=11"
    yield f"penwidth={2 if cluster.times > 1 else 1}"


def _box(box: Box) -> str:
    colour = colour_of(box.family)
    style = "filled,rounded" + (",dashed" if box.shares else "")
    more = f', style="{style}"' if box.shares else ""
    if box.kind in ("input", "output"):
        more = ", shape=box, penwidth=2"
    label = quoted(*_text(box))
    return f'{box.id} [label={label}, fillcolor="{colour.fill}", color="{colour.line}"{more}]'


def _wire(wire: Wire) -> str:
    if not wire.label:
        return f"{wire.source} -> {wire.target}"
    return f'{wire.source} -> {wire.target} [label=" {quoted(wire.label)[1:]}]'


def _text(drawn: Box | Cluster) -> tuple[str, ...]:
    return (drawn.heading, drawn.note) if drawn.note else (drawn.heading,)
