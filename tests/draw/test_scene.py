"""What a diagram shows: boxes, clusters, iterations drawn once, shared weights."""

import pytest

from specc.draw import scene as scenes
from specc.draw.scene import TooLarge
from tests.draw.specs import BRANCHES, RESIDUAL, SHARED, SPECS, STACK, graph_of, scene_of


def model(body: str) -> str:
    return f"model M {{\n    input x: [8]\n    {body}\n}}\n"


def titles(text: str, depth: int | None = None) -> list[str]:
    return [box.heading for box in scene_of(text, depth).boxes]


def frames(text: str) -> list[str]:
    return [cluster.heading for cluster in scene_of(text).clusters]


@pytest.mark.parametrize(
    ("use", "title"),
    [
        (
            "Conv2D(32, kernel=3, stride=2, activation=relu)",
            "Conv2D 32, 3x3, stride 2, relu",
        ),
        ("Conv2D(4, kernel=[1, 2], padding=same)", "Conv2D 4, 1x2, padding same"),
        ("Conv2D(4, 1, padding=1, bias=false)", "Conv2D 4, 1x1, padding 1, no bias"),
        ("Conv2D(4, 1, padding=[[0, 1], [2, 0]])", "Conv2D 4, 1x1, padding [[0, 1], [2, 0]]"),
        ("MaxPool2D(2)", "MaxPool2D 2x2"),
        ("Dropout(0.3)", "Dropout 0.3"),
        ("Dense(3, init=zeros, trainable=false)", "Dense 3, frozen"),
        ("Dense(3, activation=leaky_relu(0.2))", "Dense 3, leaky_relu(slope 0.2)"),
        ("Reshape([4, 18])", "Reshape [4, 18]"),
        ("LayerNorm", "LayerNorm"),
    ],
)
def test_layer_title(use: str, title: str) -> None:
    text = f"model M {{\n    input x: [6, 6, 2]\n    {use}\n}}\n"
    assert titles(text)[1] == title


@pytest.mark.parametrize("name", SPECS)
def test_every_layer_is_one_box_where_nothing_repeats(name: str) -> None:
    graph = graph_of(SPECS[name])
    drawn = [box for box in scene_of(SPECS[name]).boxes if box.kind == "layer"]
    hidden = 2 * 7 if name == "residual" else 0
    assert len({box.id for box in drawn}) == len(drawn) == len(graph.nodes) - hidden


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("repeat 6 { Dense(8) }", ["Dense 8 x6"]),
        ("repeat 6 { Dense(4) }", ["Dense 4", "Dense 4 x5"]),
        ("for n in [8, 8, 4] { Dense(n) }", ["Dense 8 x2", "Dense 4"]),
        ("for n in [4, 2, 4] { Dense(n) }", ["Dense 4", "Dense 2", "Dense 4"]),
        ("repeat 3 { Dense(8) -> ReLU }", ["Dense 8", "ReLU"]),
        ("y = x\n    repeat 3 { y = (x + y) -> ReLU }", ["Add", "ReLU"]),
        ("a = x\n b = x\n repeat 2 { c = a\n a = b -> ReLU\n b = c -> Tanh }", ["ReLU", "Tanh"]),
        ("repeat 0 { Dense(8) }\n    ReLU", ["ReLU"]),
        ("h = x\n for k in [0, 1, 2] { if k < 2 { h = x }\n h = h -> ReLU }", ["ReLU x2", "ReLU"]),
        ("for k in [0, 1] { if k == 0 { ReLU } else { Tanh } }", ["ReLU", "Tanh"]),
        ("repeat 2 { repeat 3 { ReLU } }", ["ReLU x3"]),
    ],
)
def test_repeats(body: str, shown: list[str]) -> None:
    assert titles(model(body))[1:-1] == shown


def test_what_hangs_on_an_older_iteration_is_not_drawn_once() -> None:
    body = "a = x\n b = x -> Tanh\n repeat 3 { c = (a + b) -> ReLU\n a = b\n b = c }"
    assert titles(model(body))[1:-1] == ["Tanh", "Add", "ReLU", "Add", "ReLU", "Add", "ReLU"]


def test_repeat_of_several_layers_is_a_cluster() -> None:
    assert frames(model("repeat 3 { Dense(8) -> ReLU }")) == ["repeat x3"]


def test_repeated_block_carries_the_number() -> None:
    assert frames(RESIDUAL) == [
        "Residual width 16, stride 1",
        "Residual width 16, stride 1 x2",
        "Residual width 32, stride 2",
        "Residual width 32, stride 1 x2",
    ]


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("Dense(2)", "18 parameters"),
        ("mean = Dense(2)", "mean · 18 parameters"),
        ("repeat 3 { Dense(8) }", "3 x 72 parameters"),
        ("layer d = Dense(8)\n    repeat 3 { d }", "d · 72 parameters, shared"),
        ("ReLU", ""),
    ],
)
def test_notes(body: str, note: str) -> None:
    assert scene_of(model(body)).boxes[1].note.removeprefix("layer · ") == note


def test_shared_weights_are_marked() -> None:
    scene = scene_of(SHARED)
    first, second = scene.clusters
    assert (first.note, first.shares) == ("tower · 260 parameters", False)
    assert (second.note, second.shares) == ("weights of tower", True)
    notes = [box.note for box in scene.boxes if box.shares]
    assert notes == ["shared weights", "shared weights", "last2 · weights of last"]


@pytest.mark.parametrize(
    ("depth", "blocks", "clusters"), [(None, 0, 12), (2, 0, 12), (1, 10, 2), (0, 2, 0)]
)
def test_depth_closes_blocks(depth: int | None, blocks: int, clusters: int) -> None:
    scene = scene_of(BRANCHES, depth)
    assert sum(box.kind == "block" for box in scene.boxes) == blocks
    assert len(scene.clusters) == clusters


@pytest.mark.parametrize("depth", [None, 1, 0])
@pytest.mark.parametrize("name", SPECS)
def test_wires_join_boxes_that_are_drawn(name: str, depth: int | None) -> None:
    scene = scene_of(SPECS[name], depth)
    order = {box.id: at for at, box in enumerate(scene.boxes)}
    assert all(order[wire.source] < order[wire.target] for wire in scene.wires)
    read = {wire.target for wire in scene.wires}
    assert read == {box.id for box in scene.boxes if box.kind != "input"}


def test_shapes_stand_on_the_wires() -> None:
    labels = [wire.label for wire in scene_of(STACK).wires]
    assert labels == ["", "[4, 4, 32]", "[4, 4, 32]", "[32]", ""]


def test_title_says_what_the_model_is() -> None:
    scene = scene_of(STACK)
    assert scene[:3] == (
        "Stack",
        "778 parameters (714 trainable, 64 fixed)",
        "A plain stack.",
    )


@pytest.mark.parametrize("limit", ["boxes", "wires"])
def test_too_large_a_picture_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, f"MOST_{limit.upper()}", 3)
    with pytest.raises(TooLarge, match=f"more than 3 {limit}"):
        scene_of(STACK)
