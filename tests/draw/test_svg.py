"""The SVG: well-formed, nothing overlaps, and no wire touches a box that is not its own."""

from itertools import combinations
from math import ceil
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.draw.layout import Picture, Rect, place
from specc.draw.layout import rank as ranks
from specc.draw.layout.picture import Curve
from specc.draw.layout.size import label_width
from specc.draw.scene import Scene, TooLarge
from specc.draw.svg import svg
from tests.draw.specs import RESIDUAL, SHARED, SPECS, U_SHAPE, scene_of

SVG = "{http://www.w3.org/2000/svg}"


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0.01 and down > 0.01


def contains(outer: Rect, inner: Rect) -> bool:
    right, bottom = outer.x + outer.width, outer.y + outer.height
    inside = outer.x < inner.x and outer.y < inner.y
    return inside and inner.x + inner.width < right and inner.y + inner.height < bottom


def around(scene: Scene, id: str) -> set[str]:
    """A box or cluster, and all clusters around it."""
    parents = {box.id: box.cluster for box in scene.boxes}
    parents |= {cluster.id: cluster.parent for cluster in scene.clusters}
    found = {id}
    while id := parents[id]:
        found.add(id)
    return found


def faults(scene: Scene, picture: Picture) -> list[str]:
    """Boxes and clusters that overlap without one standing in the other, or do not fit."""
    rects = picture.boxes | picture.clusters
    assert rects.keys() == {box.id for box in scene.boxes} | {c.id for c in scene.clusters}
    found = []
    for one, other in combinations(rects, 2):
        if other in around(scene, one):
            one, other = other, one
        if one in around(scene, other):
            found += [] if contains(rects[one], rects[other]) else [f"{other} sticks out of {one}"]
        elif overlap(rects[one], rects[other]):
            found.append(f"{one} overlaps {other}")
    return found


def points(curve: Curve) -> list[tuple[float, float]]:
    """Points on a wire: its straight pieces and the bend between."""
    middle = (curve.bend_from + curve.bend_to) / 2
    ys = [curve.bend_from, middle, middle, curve.bend_to]
    xs = [curve.x, curve.x, curve.to_x, curve.to_x]
    found = [(curve.x, float(y)) for y in range(ceil(curve.y), ceil(curve.bend_from), 4)]
    found += [(curve.to_x, float(y)) for y in range(ceil(curve.bend_to), ceil(curve.to_y), 4)]
    for step in range(21):
        t = step / 20
        factors = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3]
        x, y = (sum(f * v for f, v in zip(factors, vs, strict=True)) for vs in (xs, ys))
        found.append((x, y))
    return found


def touched(picture: Picture) -> list[str]:
    """Boxes and labels that a wire runs through."""
    ways = [point for curve in picture.curves for point in points(curve)]
    rects = list(picture.boxes.items())
    rects += [(t.text, Rect(t.x, t.y - 8, label_width(t.text), 9)) for t in picture.labels]
    return [id for id, rect in rects if any(covers(rect, x, y) for x, y in ways)]


def covers(rect: Rect, x: float, y: float) -> bool:
    across, down = x - rect.x, y - rect.y
    return 0 < across < rect.width and 0.01 < down < rect.height - 0.01


@pytest.mark.parametrize("depth", [None, 1, 0])
@pytest.mark.parametrize("name", SPECS)
def test_nothing_overlaps(name: str, depth: int | None) -> None:
    scene = scene_of(SPECS[name], depth)
    picture = place(scene)
    assert faults(scene, picture) == []
    assert touched(picture) == []


@st.composite
def tangles(draw: st.DrawFn) -> str:
    """A model of sums of earlier tensors, some of them in blocks."""
    lines = ["block B {", "    input x, y", "    output (x + y) -> ReLU", "}", "model M {"]
    lines += ["    input t0: [4]", "    input t1: [4]"]
    for at in range(2, draw(st.integers(3, 14))):
        a, b = draw(st.integers(0, at - 1)), draw(st.integers(0, at - 1))
        use = draw(st.sampled_from(["Add", "B", "Concat -> Dense(4)"]))
        lines.append(f"    t{at} = [t{a}, t{b}] -> {use}")
    return "\n".join([*lines, "}", ""])


@settings(max_examples=60, deadline=None)
@given(tangles())
def test_nothing_overlaps_in_any_tangle(text: str) -> None:
    scene = scene_of(text)
    picture = place(scene)
    assert faults(scene, picture) == []
    assert touched(picture) == []


@pytest.mark.parametrize("name", SPECS)
def test_labels_stand_clear_of_boxes(name: str) -> None:
    picture = place(scene_of(SPECS[name]))
    labels = [Rect(t.x, t.y - 8, label_width(t.text), 9) for t in picture.labels]
    others = [*picture.boxes.values(), *labels]
    assert not [one for one in labels for other in others if one != other and overlap(one, other)]


@pytest.mark.parametrize("name", SPECS)
def test_a_wire_reaches_every_box_that_reads(name: str) -> None:
    scene = scene_of(SPECS[name])
    picture = place(scene)
    tips = {(round(arrow.x), round(arrow.y)) for arrow in picture.arrows}
    tops = {id: (round(b.x + b.width / 2), round(b.y)) for id, b in picture.boxes.items()}
    assert tips == {tops[wire.target] for wire in scene.wires}
    assert tips <= {(round(curve.to_x), round(curve.to_y)) for curve in picture.curves}


@pytest.mark.parametrize("name", SPECS)
def test_svg_is_well_formed_and_the_same_each_time(name: str) -> None:
    scene = scene_of(SPECS[name])
    root = ElementTree.fromstring(svg(scene))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == scene.title
    assert svg(scene_of(SPECS[name])) == svg(scene)


def test_every_box_is_drawn_once() -> None:
    scene = scene_of(U_SHAPE)
    root = ElementTree.fromstring(svg(scene))
    ids = [group.get("id") for group in root.iter(f"{SVG}g") if group.get("id")]
    assert ids == [box.id for box in scene.boxes]


def test_repeat_shows_its_number() -> None:
    texts = list(ElementTree.fromstring(svg(scene_of(RESIDUAL))).itertext())
    assert texts.count("x2") == 2


def test_shared_weights_are_dashed() -> None:
    scene = scene_of(SHARED)
    sharing = [
        *filter(lambda b: b.shares, scene.boxes),
        *filter(lambda c: c.shares, scene.clusters),
    ]
    assert svg(scene).count("stroke-dasharray") == len(sharing) == 4


def test_repeated_box_has_a_double_frame() -> None:
    text = "model M {\n    input x: [4]\n    repeat 3 { ReLU }\n    Tanh\n}\n"
    groups = ElementTree.fromstring(svg(scene_of(text))).iter(f"{SVG}g")
    frames = {group.get("id"): len(group.findall(f"{SVG}rect")) for group in groups}
    assert (frames["n0"], frames["n3"]) == (2, 1)


def test_shortcut_around_a_chain_leaves_it_straight() -> None:
    text = "model M {\n    input x: [4]\n    y = x -> Dense(4) -> ReLU -> Dense(4)\n    x + y\n}\n"
    picture = place(scene_of(text))
    middles = {round(box.x + box.width / 2) for box in picture.boxes.values()}
    assert len(middles) == 1


def test_too_many_lanes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "MOST_LANES", 1)
    with pytest.raises(TooLarge, match="more than 1 lanes"):
        place(scene_of(SPECS["several"]))
