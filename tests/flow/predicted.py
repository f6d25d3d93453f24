"""Spec text in, predictions out: what tests of the analysis share."""

from typing import Any

from specc.driver import check
from specc.files.workspace import Workspace
from specc.flow.result import Flow, LayerFlow
from specc.flow.state import Gradient, Signal
from specc.flow.walk import Walk, flow
from specc.ir.graph import Graph
from specc.layer import Case, Layer
from specc.source import Source


def graph_of(text: str) -> Graph:
    """The only model of a spec without errors; the linter is not asked."""
    checked = check(Source("test.spec", text), Workspace().load, rules=False)
    assert not checked.failed, [found.message for found in checked.diagnostics]
    (graph,) = checked.models.values()
    return graph


def spec_of(case: Case) -> str:
    """A model whose only layer is a case's."""
    word = "" if case.dtype == "float" else case.dtype
    names = [f"x{at}" for at in range(len(case.inputs))]
    inputs = [
        f"    input {name}: {word}{list(sizes)}"
        for name, sizes in zip(names, case.inputs, strict=True)
    ]
    several = bool(case.output) and isinstance(case.output[0], tuple)
    outputs = [f"y{at}" for at in range(len(case.output))] if several else ["y"]
    start = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    source = Layer.known[case.use.partition("(")[0]].source
    flow = case.use if source else f"{start} -> {case.use}"
    made = [f"    {', '.join(outputs)} = {flow}", *(f"    output {one}" for one in outputs)]
    return "\n".join(["model Case {", *inputs, *made, "}"])


def predict(text: str, **known: Any) -> Flow:
    """What is predicted of the only model of a spec."""
    return flow(graph_of(text), **known)


def first(text: str, **known: Any) -> LayerFlow:
    """The first row of that."""
    return predict(text, **known).layers[0]


class Inside:
    """All that is known of the values of the only model of a spec."""

    def __init__(self, text: str, batch: int = 64) -> None:
        self.graph = graph_of(text)
        self.walk = Walk(self.graph, batch)
        self.walk.forward({})
        self.walk.backward()

    def signal(self, path: str) -> Signal:
        """That behind a layer."""
        node = next(node for node in self.graph.nodes if node.path == path)
        found = self.walk.signals[node.outputs[0]]
        assert found is not None
        return found

    def gradient(self, path: str) -> Gradient:
        """That of dL/dx behind a layer."""
        return self.walk.path.gradients[id(self.signal(path))]


def stack(depth: int, layer: str, width: int = 128, head: str = "") -> str:
    """A plain stack of dense layers on 64 inputs, and ten outputs."""
    return f"""
model Net {{
    input x: [64]
    repeat {depth} {{ {layer} }}
    Dense(10{head})
}}
""".replace("WIDTH", str(width))
