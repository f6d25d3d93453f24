"""The rule `dense-before-flatten`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import before, remove
from specc.ir.graph import Node, Value
from specc.layer import Activation
from specc.layers.dense import Dense
from specc.prove.facts import Facts
from specc.prove.mend import alone
from specc.rule import Application, Rule, Subject

FEW = 4
"""At most as many channels as the pixels of an image have."""


class DenseBeforeFlatten(Rule):
    """Dense layers work on each pixel by itself, and the image is flattened only behind them.

    What it does:
        Finds `Dense` layers that work on an image with at most four channels as it comes in, and
        whose results, activations and dropout left aside, are flattened for the next `Dense`.

    Why is this bad?
        A dense layer works on the last axis and leaves the others alone, as in both frameworks:
        with one channel each pixel is multiplied by as many numbers as there are units, and no unit
        sees two pixels. The layer that was meant, whose units see the whole image, stands behind
        the flattening.

    Example:
        Dense(32, activation=relu)
        Flatten

    Use instead:
        Flatten
        Dense(32, activation=relu)

    References:
        https://keras.io/api/layers/core_layers/dense: for an input with more than two axes, the
        batch included, `Dense` multiplies along the last axis and keeps the others. It is the same
        as a convolution with a kernel of 1, which is what networks that mean it write.
    """

    severity = Severity.WARNING
    needs = ("Dense", "Flatten")
    bad = """\
model Digits {
    input image: [8, 8, 1]
    Dense(32, activation=relu)
    Flatten
    Dense(10)
}
"""
    message = "`Dense` works on each of 64 pixels with 1 channel alone, and `Flatten` comes later"
    good = """\
model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(32, activation=relu)
    Dense(10)
}
"""
    fixed = """\
model Digits {
    input image: [8, 8, 1]
    Flatten -> Dense(32, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """What becomes of the inputs of models that are images."""
        for facts in subject.graphs.values():
            for value in facts.graph.inputs.values():
                if _is_image(value):
                    yield from self._image(subject, facts, value)

    def _image(self, subject: Subject, facts: Facts, value: Value) -> Iterator[Diagnostic]:
        for number in facts.readers(value.id):
            node = facts.graph.nodes[number]
            flatten = _flattened(facts, node) if isinstance(node.layer, Dense) else None
            if flatten is not None:
                yield self._finding(subject, value, Application(facts, node), flatten)

    def _finding(
        self, subject: Subject, value: Value, use: Application, flatten: Node
    ) -> Diagnostic:
        height, width, channels = value.type.sizes
        plural = "s" if channels != 1 else ""
        message = (
            f"`Dense` works on each of {height * width} pixels with {channels} channel{plural} "
            "alone, and `Flatten` comes later"
        )
        related = (Label(*flatten.place, "flattened only here"),)
        help = "`Flatten` in front of it lets each unit see the whole image"
        fix = _moved(subject, use.node, flatten)
        return self.at(use.node.place, message, related=related, help=help, fix=fix)


def _is_image(value: Value) -> bool:
    kind = value.type
    if kind.rank != 3 or any(type(size) is not int for size in kind.sizes):
        return False
    height, width, channels = kind.sizes
    return channels <= FEW and height > 1 < width  # type: ignore[operator]


def _flattened(facts: Facts, node: Node) -> Node | None:
    """The `Flatten` behind a layer, with only pixel by pixel work between, before a `Dense`."""
    after = facts.follower(node)
    while after is not None and _pointwise(after):
        after = facts.follower(after)
    if after is None or after.layer.word != "Flatten":
        return None
    last = facts.follower(after)
    while last is not None and last.layer.family == "regularising":
        last = facts.follower(last)
    return after if last is not None and isinstance(last.layer, Dense) else None


def _pointwise(node: Node) -> bool:
    layer = node.layer
    return isinstance(layer, (Activation, Dense)) or layer.family == "regularising"


def _moved(subject: Subject, dense: Node, flatten: Node) -> Fix | None:
    """`Flatten` in front of the dense layer instead of behind it."""
    edits = []
    for node in (dense, flatten):
        use = subject.written(node.place, node.layer.word)
        step = subject.step(use) if use is not None else None
        if step is None or not alone(subject, node):
            return None
        source = node.place.source
        edit = before(source, step, "Flatten") if node is dense else remove(source, step)
        if edit is None:
            return None
        edits.append(edit)
    return Fix("flatten first", tuple(edits), Safety.UNSAFE)
