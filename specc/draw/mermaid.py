"""A scene as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""

import json
from collections.abc import Iterator

from specc.draw.nesting import Nesting
from specc.draw.palette import CLUSTER_FILLS, CLUSTER_LINE, FAMILIES, INK, PLAIN, colour_of
from specc.draw.quote import cut
from specc.draw.quote import mermaid as quoted
from specc.draw.scene import Box, Cluster, Scene

_INDENT = "  "
_MOST_TITLE = 120
_SHAPES = {"input": ("([", "])"), "output": ("([", "])"), "block": ("[[", "]]")}


def mermaid(scene: Scene) -> str:
    """A scene as the text of a Mermaid file."""
    lines = ["---", f"title: {_heading(scene)}", "---", "flowchart TD"]
    lines += _lines(Nesting(scene), "", 1)
    for wire in scene.wires:
        label = f"|{quoted(wire.label)}|" if wire.label else ""
        lines.append(f"{_INDENT}{wire.source} -->{label} {wire.target}")
    lines += [f"{_INDENT}{line}" for line in (*_classes(scene), *_frames(scene))]
    return "\n".join([*lines, ""])


def _lines(nesting: Nesting, cluster: str, depth: int) -> Iterator[str]:
    """The statements inside one cluster."""
    indent = _INDENT * depth
    for box in nesting.boxes.get(cluster, ()):
        yield f"{indent}{_box(box)}"
    for inner in nesting.clusters.get(cluster, ()):
        yield f"{indent}subgraph {inner.id}[{quoted(' · '.join(_text(inner)))}]"
        yield from _lines(nesting, inner.id, depth + 1)
        yield f"{indent}end"


def _heading(scene: Scene) -> str:
    """The title as YAML, which reads JSON; what a directive or HTML needs is escaped."""
    text = f"{scene.title}: {scene.parameters}" + (f". {scene.doc}" if scene.doc else "")
    quoted_json = json.dumps(cut(text, _MOST_TITLE), ensure_ascii=True)
    for character in "%<>&{}":
        quoted_json = quoted_json.replace(character, f"\\u{ord(character):04x}")
    return quoted_json


def _box(box: Box) -> str:
    opening, closing = _SHAPES.get(box.kind, ("[", "]"))
    return f"{box.id}{opening}{quoted(*_text(box))}{closing}"


def _classes(scene: Scene) -> Iterator[str]:
    """One colour class for each family in the picture, and who belongs to it."""
    members: dict[str, list[str]] = {}
    for box in scene.boxes:
        known = box.family if box.family in FAMILIES else "plain"
        members.setdefault(known, []).append(box.id)
    for family in sorted(members):
        colour = colour_of(family) if family in FAMILIES else PLAIN
        yield f"classDef {family}_box fill:{colour.fill},stroke:{colour.line},color:{INK}"
        yield f"class {','.join(members[family])} {family}_box"
    sharing = [box.id for box in scene.boxes if box.shares]
    if sharing:
        yield "classDef sharing stroke-dasharray:4 3"
        yield f"class {','.join(sharing)} sharing"


def _frames(scene: Scene) -> Iterator[str]:
    for cluster in scene.clusters:
        look = f"fill:{CLUSTER_FILLS[0]},stroke:{CLUSTER_LINE},color:{INK}"
        yield f"style {cluster.id} {look}{',stroke-dasharray:4 3' if cluster.shares else ''}"


def _text(drawn: Box | Cluster) -> tuple[str, ...]:
    return (drawn.heading, drawn.note) if drawn.note else (drawn.heading,)
