"""A graph written as JSON and read back is the same graph; what is false in it is found."""

import json
from pathlib import Path
from typing import Any

import pytest

from specc.exchange import InvalidDocument, from_document, to_document
from specc.ir.document import GraphDocument
from specc.ir.graph import Graph
from tests.program import models_of

SPECS = sorted((Path(__file__).parent.parent.parent / "specs").glob("*.spec"))
MODEL = """\
dim H where H % 2 == 0

model M {
    input x: [H, 8, 3]
    Conv2D(4, 3, padding=same, activation=leaky_relu(0.2)) -> MaxPool2D(2)
}
"""


def plain(graph: Graph) -> Any:
    """The graph without the places, which point into another text after a round trip."""
    nodes = [(*node[:1], node.layer.key, *node[2:7], *node[8:]) for node in graph.nodes]
    weights = [
        [(w.name, w.shape, w.init.key, *w[3:]) for w in node.weights] for node in graph.nodes
    ]
    regions = [(*region[:12], *region[13:]) for region in graph.regions]
    return graph.name, graph.doc, graph.values, [(*n[:6], *n[7:]) for n in nodes], weights, regions


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_round_trip(path: Path) -> None:
    for graph in models_of(path.read_text(encoding="utf-8")).values():
        text = to_document(graph).model_dump_json()
        assert plain(from_document(GraphDocument.model_validate_json(text))) == plain(graph)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"layer":"Conv2D"', '"layer":"Conv9D"', "there is no `Conv9D`"),
        ('"filters":4', '"filters":5', "does not make what the document says"),
        ('"filters":4', '"filters":-4', "must be an integer of at least 1"),
        ('"H // 2"', '"H // 3"', "does not make"),
        ('"H // 2"', '"__import__(1)"', "is no size"),
        ('"inputs":[0]', '"inputs":[99]', "99 is outside"),
        ('"shape":[3,3,3,4]', '"shape":[3,3,3,5]', "does not have the weights"),
    ],
)
def test_false_documents(old: str, new: str, message: str) -> None:
    text = to_document(models_of(MODEL)["M"]).model_dump_json()
    assert old in text
    with pytest.raises(InvalidDocument, match=message.replace("(", r"\(")):
        from_document(GraphDocument.model_validate_json(text.replace(old, new)))


BRANCH = """\
model M {
    input x: [4]
    if x.channels == 4 {
        for width in [2, 3] { Dense(width) }
    }
}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"taken":0', '"taken":2', "not nested"),
        ('"end":1', '"end":2', "not nested"),
        ('"start":0', '"start":2', "not nested"),
        ('"inner":0', '"inner":1', "not nested"),
        ('"results":[2]', '"results":[9]', "9 is outside"),
        ('"carried":[[0,2]]', '"carried":[[0,7]]', "7 is outside"),
    ],
)
def test_false_branches(old: str, new: str, message: str) -> None:
    text = to_document(models_of(BRANCH)["M"]).model_dump_json()
    assert old in text
    with pytest.raises(InvalidDocument, match=message):
        from_document(GraphDocument.model_validate_json(text.replace(old, new)))


def test_schema_is_published() -> None:
    schema = GraphDocument.model_json_schema()
    published = Path(__file__).parent.parent.parent / "docs" / "ir.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == schema
