"""Which models a check predicts signal and gradient of, and that no finding is lost by the rest."""

from itertools import product
from pathlib import Path

import pytest

import specc.flow.walk
from specc.driver import check
from specc.files.workspace import Workspace
from specc.ir.graph import Graph
from specc.lint import find_rules
from specc.options import Options
from specc.prove import signal
from specc.source import Source

SPECS = Path(__file__).parent.parent.parent / "specs"
SOUND = ("bert", "convnext", "densenet", "gpt2", "resnet", "unet", "vgg16", "wavenet")
OPTIONS = Options(select=frozenset(r.name for r in find_rules().values() if r.subject == "flow"))

LAYERS = (
    "Dense(64, activation=ACT, init=INIT)",
    "Dense(64, activation=ACT, init=INIT) -> LayerNorm",
    "Dense(64, init=INIT) -> BatchNorm -> ACT",
)
ACTIVATIONS = {"relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "gelu": "GELU"}
STARTS = ("auto", "normal(0.003)", "normal(0.02)", "normal(0.5)", "uniform(3)", "orthogonal(0.4)")
DEPTHS = (2, 4, 9, 24)


def net(depth: int, layer: str) -> str:
    return f"""
model Net {{
    input x: [64]
    repeat {depth} {{ {layer} }}
    Dense(10)
}}

train {{
    loss      = cross_entropy
    optimizer = sgd(lr=0.01)
}}
"""


def every() -> list[tuple[str, str]]:
    found = []
    for (word, cls), start, depth, layer in product(ACTIVATIONS.items(), STARTS, DEPTHS, LAYERS):
        one = layer.replace("-> ACT", f"-> {cls}").replace("ACT", word).replace("INIT", start)
        found.append((f"{depth} x {one}", net(depth, one)))
    return found


def findings(text: str) -> list[tuple[str, str]]:
    checked = check(Source("test.spec", text), Workspace().load, options=OPTIONS)
    return [(found.rule, found.message) for found in checked.diagnostics]


@pytest.mark.parametrize("name", SOUND)
def test_sound_models_are_not_predicted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(graph: Graph, **_: object) -> None:
        raise AssertionError(graph.name)

    monkeypatch.setattr(specc.flow.walk, "flow", refuse)
    workspace = Workspace()
    check(workspace.open(str(SPECS / f"{name}.spec")).source, workspace.load, options=OPTIONS)


def test_no_finding_is_lost_without_a_prediction(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = {name: findings(text) for name, text in every()}
    monkeypatch.setattr(signal, "_doubtful", lambda *_: True)
    slow = {name: findings(text) for name, text in every()}
    assert {rule for found in slow.values() for rule, _ in found} >= {
        "vanishing-gradient", "exploding-gradient", "signal-collapse", "init-scale-extreme",
        "deep-plain-network", "batchnorm-depth-explosion",
    }  # fmt: skip
    assert quick == slow


def test_scatter_of_a_narrow_network_is_no_explosion() -> None:
    assert "exploding-gradient" not in dict(findings(net(100, "Dense(16, activation=relu)")))


def test_what_grows_in_a_narrow_network_is_an_explosion() -> None:
    text = net(100, "Dense(16, activation=relu, init=orthogonal(3))")
    assert [rule for rule, _ in findings(text)] == ["exploding-gradient"]


def test_a_model_of_very_many_layers_is_not_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    text = net(9, "Dense(64, activation=sigmoid)")
    assert [rule for rule, _ in findings(text)] == ["vanishing-gradient"]
    monkeypatch.setattr(signal, "MOST_NODES", 9)
    assert findings(text) == []


def test_two_layers_of_sigmoids_still_tell_inputs_apart() -> None:
    assert findings(net(2, "Dense(64, activation=sigmoid)")) == []
