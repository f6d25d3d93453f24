"""The layout of a whole scene, from the innermost clusters out."""

from specc.draw.layout.arrange import arrange
from specc.draw.layout.lift import lift
from specc.draw.layout.part import Key, Part
from specc.draw.layout.picture import Picture
from specc.draw.layout.size import LABEL_OFFSET, box_size, frame_width, label_width
from specc.draw.scene import Scene

_OUTPUT_STEP = 24.0


def place(scene: Scene) -> Picture:
    """Where everything of a scene stands; raises `TooLarge` where wires need too many lanes."""
    inside = lift(scene)
    frames = {cluster.id: frame_width(cluster) for cluster in scene.clusters}
    parts = _boxes(scene)
    pictures: dict[str, Picture] = {}
    for id in (*(cluster.id for cluster in reversed(scene.clusters)), ""):
        parts[id], pictures[id] = arrange(id, inside[id], parts, frames.get(id, 0.0))
    return _together(pictures)


def _boxes(scene: Scene) -> dict[str, Part]:
    """A part for each box, its outputs spread along its lower side."""
    labels: dict[str, dict[Key, str]] = {}
    for wire in scene.wires:
        outputs = labels.setdefault(wire.source, {})
        key = (wire.source, wire.value)
        outputs[key] = outputs.get(key) or wire.label
    return {box.id: _part(box.id, *box_size(box), labels.get(box.id, {})) for box in scene.boxes}


def _part(id: str, width: float, height: float, labels: dict[Key, str]) -> Part:
    room = {key: LABEL_OFFSET + label_width(text) for key, text in labels.items()}
    step = max([_OUTPUT_STEP, *(needed + LABEL_OFFSET for needed in room.values())])
    part = Part(id, max(width, step * len(labels) if len(labels) > 1 else 0.0), height)
    part.labels = {key: text for key, text in labels.items() if text}
    for at, key in enumerate(labels):
        part.outs[key] = (at - (len(labels) - 1) / 2) * step
        part.right = max(part.right, part.outs[key] + room[key])
    return part


def _together(pictures: dict[str, Picture]) -> Picture:
    """The pictures of all clusters in one, each moved to where its rectangle stands."""
    whole = Picture(pictures[""].width, pictures[""].height, {}, {}, [], [], [])
    waiting = [("", 0.0, 0.0)]
    while waiting:
        id, x, y = waiting.pop()
        _paste(pictures[id], x, y, whole)
        waiting += [(inner, *whole.clusters[inner][:2]) for inner in pictures[id].clusters]
    return whole


def _paste(picture: Picture, x: float, y: float, whole: Picture) -> None:
    whole.boxes.update((id, rect.moved(x, y)) for id, rect in picture.boxes.items())
    whole.clusters.update((id, rect.moved(x, y)) for id, rect in picture.clusters.items())
    whole.curves.extend(curve.moved(x, y) for curve in picture.curves)
    whole.arrows.extend(arrow._replace(x=arrow.x + x, y=arrow.y + y) for arrow in picture.arrows)
    whole.labels.extend(text._replace(x=text.x + x, y=text.y + y) for text in picture.labels)
