"""Sorts a scene by cluster: what stands in each, and which part of each wire runs there."""

from specc.draw.layout.part import Key, Net
from specc.draw.scene import Scene
from specc.namedtuple import NamedTuple

ENTRY, EXIT = "entry", "exit"
"""Source or target of a net that comes into a cluster or leaves it."""


class Inside(NamedTuple):
    """A cluster's own children, in the order of the model, and its nets."""

    children: dict[str, None]
    nets: dict[Key, Net]


def lift(scene: Scene) -> dict[str, Inside]:
    """What stands in each cluster, by its id; the picture itself is the empty one."""
    parents = {cluster.id: cluster.parent for cluster in scene.clusters}
    parents.update((box.id, box.cluster) for box in scene.boxes)
    inside = {cluster: Inside({}, {}) for cluster in ("", *(c.id for c in scene.clusters))}
    for box in scene.boxes:
        child = box.id
        while child and child not in inside[parents[child]].children:
            inside[parents[child]].children[child] = None
            child = parents[child]
    paths = {box.id: _path(box.id, parents) for box in scene.boxes}
    for wire in scene.wires:
        _lift((wire.source, wire.value), paths[wire.source], paths[wire.target], inside)
    return inside


def _path(box: str, parents: dict[str, str]) -> list[str]:
    """The clusters from the picture down to a box, and the box."""
    path = [box]
    while path[-1]:
        path.append(parents[path[-1]])
    return path[::-1]


def _lift(key: Key, source: list[str], target: list[str], inside: dict[str, Inside]) -> None:
    """Cut a wire where it crosses a frame."""
    apart = next(at for at, (a, b) in enumerate(zip(source, target, strict=False)) if a != b)
    for cluster, child in zip(source[apart:], source[apart + 1 :], strict=False):
        _add(inside[cluster], key, child, EXIT)
    _add(inside[source[apart - 1]], key, source[apart], target[apart])
    for cluster, child in zip(target[apart:], target[apart + 1 :], strict=False):
        _add(inside[cluster], key, ENTRY, child)


def _add(where: Inside, key: Key, source: str, target: str) -> None:
    net = where.nets.setdefault(key, Net(key, source, []))
    if target not in net.targets:
        net.targets.append(target)
