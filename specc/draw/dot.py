"""A scene as DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html)."""

from collections.abc import Iterator

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
_FONT = 'fontname="Helvetica"'
_HEAD = (
    f"graph [{_FONT}, fontsize=14, labelloc=t, rankdir=TB, nodesep=0.35, ranksep=0.4, "
    "newrank=true]",
    f'node [{_FONT}, fontsize=11, shape=box, style="filled,rounded", margin="0.15,0.07", '
    f'fontcolor="{INK}", penwidth=1.2]',
    f'edge [{_FONT}, fontsize=9, color="{WIRE}", fontcolor="{WIRE}", arrowsize=0.7]',
)


def dot(scene: Scene) -> str:
    """A scene as the text of a DOT file."""
    contents = _Contents(scene)
    lines = [f"digraph {quoted(scene.title)} {{"]
    lines += [f"{_INDENT}{line};" for line in _HEAD]
    heading = [text for text in (scene.title, scene.parameters, scene.doc) if text]
    lines.append(f"{_INDENT}label={quoted(*heading)};")
    lines += contents.lines("", 1)
    lines += [f"{_INDENT}{_wire(wire)};" for wire in scene.wires]
    return "\n".join([*lines, "}", ""])


class _Contents:
    """Boxes and clusters by the cluster they stand in."""

    def __init__(self, scene: Scene) -> None:
        self.boxes: dict[str, list[Box]] = {}
        self.clusters: dict[str, list[Cluster]] = {}
        for box in scene.boxes:
            self.boxes.setdefault(box.cluster, []).append(box)
        for cluster in scene.clusters:
            self.clusters.setdefault(cluster.parent, []).append(cluster)

    def lines(self, cluster: str, depth: int) -> Iterator[str]:
        """The statements inside one cluster."""
        indent = _INDENT * depth
        for box in self.boxes.get(cluster, ()):
            yield f"{indent}{_box(box)};"
        for inner in self.clusters.get(cluster, ()):
            yield f"{indent}subgraph cluster_{inner.id} {{"
            yield from (f"{indent}{_INDENT}{line};" for line in _frame(inner, depth))
            yield from self.lines(inner.id, depth + 1)
            yield f"{indent}}}"


def _frame(cluster: Cluster, depth: int) -> Iterator[str]:
    yield f"label={quoted(_titled(cluster), *cluster.notes)}"
    yield f'style="filled,rounded{",dashed" if cluster.shares else ""}"'
    yield f'fillcolor="{CLUSTER_FILLS[depth % 2]}"'
    yield f'color="{CLUSTER_LINE}"'
    yield "fontsize=11"
    if cluster.times > 1:
        yield "penwidth=2"


def _box(box: Box) -> str:
    colour = colour_of(box.family)
    style = "filled,rounded" + (",dashed" if box.shares else "")
    more = f', style="{style}"' if box.shares else ""
    if box.kind in ("input", "output"):
        more = ", shape=box, penwidth=2"
    label = quoted(_titled(box), *box.notes)
    return f'{box.id} [label={label}, fillcolor="{colour.fill}", color="{colour.line}"{more}]'


def _titled(drawn: Box | Cluster) -> str:
    return drawn.title if drawn.times == 1 else f"{drawn.title}  x{drawn.times}"


def _wire(wire: Wire) -> str:
    label = f" [label={quoted(' ' + wire.label)}]" if wire.label else ""
    return f"{wire.source} -> {wire.target}{label}"
