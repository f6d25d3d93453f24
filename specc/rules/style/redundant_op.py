"""The rule `redundant-op`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import Use, remove
from specc.ir.graph import Node
from specc.layer import Layer
from specc.prove.facts import Facts
from specc.prove.mention import words
from specc.rule import Application, Rule, Subject
from specc.syntax import ast

RATES = ("AlphaDropout", "DropPath", "Dropout", "GaussianDropout", "SpatialDropout")
POOLS = ("AvgPool1D", "AvgPool2D", "AvgPool3D", "MaxPool1D", "MaxPool2D", "MaxPool3D")
BORDERS = {"Crop": "cuts nothing off", "Pad": "adds nothing", "ZeroPad": "adds nothing"}
BY_SETTING = (*RATES, *POOLS, *BORDERS, "GaussianNoise", "Permute", "PixelShuffle", "Upsample")
BY_SHAPE = ("Flatten", "Reshape", "Resize", "Slice")
"""Layers that change nothing where their input happens to have the shape of their result."""
WORDS = {"bilinear", "constant", "false", "nearest", "none", "reflect", "same", "true", "valid"}


class RedundantOp(Rule):
    """A layer gives what it gets.

    What it does:
        Finds dropout of 0, pools and upsampling by 1, `Flatten` of a vector, a reshaping or a
        resizing to the shape that is there, a permutation that keeps the order, a border of nothing
        that is added or cut off. Where a setting decides, its number has to be written out; where
        the shape decides, the layer has to stand in a model and not in a block, which may be used
        otherwise elsewhere.

    Why is this bad?
        It looks as if something happened there. Mostly it is left over, or another number was
        meant.

    Example:
        Dense(64, activation=relu) -> Dropout(0)

    Use instead:
        Dense(64, activation=relu)

    References:
        docs/layers.md has the formula of each layer.
    """

    severity = Severity.INFO
    needs = ((*BY_SETTING, *BY_SHAPE),)
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=relu) -> Dropout(0)
    Dense(10)
}
"""
    message = "`Dropout` changes nothing: its rate is 0"
    good = """\
block Hidden(width, rate=0) {
    Dense(width, activation=relu) -> Dropout(rate)
}

model Net {
    input x: [20]
    Hidden(64)
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use gives what it gets."""
        families = [Layer.known[word] for word in (*BY_SETTING, *BY_SHAPE)]
        for uses in subject.places(*families):
            reasons = [_reason(*use) for use in uses]
            if not all(reasons):
                continue
            node = uses[0].node
            written = subject.written(node.place, node.layer.word)
            if written is not None and _decided(written, uses):
                yield self._finding(subject, node, written, reasons[0])

    def _finding(self, subject: Subject, node: Node, use: Use, reason: str) -> Diagnostic:
        message = f"`{node.layer.word}` changes nothing: {reason}"
        step = subject.step(use)
        edit = remove(node.place.source, step) if step is not None else None
        fix = None if edit is None else Fix("take it away", (edit,), Safety.SAFE)
        return self.at(node.place, message, help="take it away", fix=fix)


def _reason(facts: Facts, node: Node) -> str:
    """Why a layer changes nothing; empty where it does."""
    graph = facts.graph
    layer, word = node.layer, node.layer.word
    given, made = (graph.values[value].type for value in (node.inputs[0], node.outputs[0]))
    if word in RATES:
        return "its rate is 0" if layer.rate == 0 else ""  # type: ignore[attr-defined]
    if word == "GaussianNoise":
        return "its deviation is 0" if layer.std == 0 else ""  # type: ignore[attr-defined]
    if given != made:
        return ""
    if word in POOLS:
        window = {*layer.size, *layer.stride}  # type: ignore[attr-defined]
        return "its window holds one position" if window == {1} else ""
    if word == "Permute":
        kept = list(layer.axes) == sorted(layer.axes)  # type: ignore[attr-defined]
        return "the axes keep their order" if kept else ""
    if word in BORDERS:
        return f"it {BORDERS[word]}"
    return f"{given} is a vector already" if word == "Flatten" else f"it makes {made} of {given}"


def _decided(written: Use, uses: list[Application]) -> bool:
    """Whether it is meant for good: written out, or seen to hold in models."""
    if uses[0].node.layer.word in BY_SHAPE and any(_in_block(*use) for use in uses):
        return False
    settings = written.arguments if isinstance(written, ast.Call) else ()
    return words(settings) <= WORDS


def _in_block(facts: Facts, node: Node) -> bool:
    return any(region.kind == "block" for region in facts.graph.around(node.region))
