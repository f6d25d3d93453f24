"""The rule `dense-on-raw-image`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.dense import Dense
from specc.layers.shape import Flatten
from specc.prove.chain import ahead, plain
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject

LARGE = 64 * 64


class DenseOnRawImage(Rule):
    """An image of some size is flattened and goes straight into a dense layer.

    What it does:
        Finds dense layers on the flattened pixels of an image of 64 x 64 or more with up to 4
        channels, with no other weights in front. Smaller images such as MNIST's do well so, and
        patches of an image, which are not the whole of it, are another matter.

    Why is this bad?
        Each unit has a weight of its own for each pixel, and what is learned in one place of the
        image says nothing about another. Convolutions share their weights over all places, learn
        from fewer examples, and take a small fraction of the memory.

    Example:
        Flatten -> Dense(256, activation=relu)

    Use instead:
        Conv2D(32, kernel=3, stride=2, activation=relu)

    References:
        LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
        recognition" (Proceedings of the IEEE 86(11)), section II: dense layers on images have too
        many weights and no built-in invariance to shifts.
    """

    severity = Severity.INFO
    needs = ("Dense", "Flatten")
    bad = """\
model Faces {
    input image: [96, 96, 3]
    Flatten -> Dense(256, activation=relu)
    Dense(10)
}
"""
    message = "`Dense` has 7,077,888 weights for the 27,648 raw values of a [96, 96, 3] image"
    good = """\
model Faces {
    input image: [96, 96, 3]
    Conv2D(32, kernel=3, stride=2, activation=relu)
    Conv2D(64, kernel=3, stride=2, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use sees a whole image."""
        for uses in subject.places(Dense):
            images = [_image(use) for use in uses]
            if images[0] is not None and None not in images:
                yield self._finding(uses[0].node, images[0])

    def _finding(self, node: Node, image: TensorType) -> Diagnostic:
        kernel = node.weights[0]
        message = (
            f"`{node.layer.word}` has {kernel.size:,} weights for the {kernel.shape[0]:,} raw "
            f"values of a {image} image"
        )
        help = "convolutions share their weights over all places of the image"
        return self.at(node.place, message, help=help)


def _image(use: Application) -> TensorType | None:
    """The image that alone is flattened in front of a dense layer."""
    facts, node = use
    if not node.weights or ahead(facts, node, _passes) is not None:
        return None
    first = _entry(facts, node)
    kind = facts.graph.values[first].type
    if first not in facts.graph.root.inputs or kind.rank != 3 or not isinstance(kind.size, int):
        return None
    height, width, channels = kind.sizes
    small = isinstance(channels, int) and channels <= 4
    whole = node.weights[0].shape[0] == kind.size
    large = isinstance(height, int) and isinstance(width, int) and height * width >= LARGE
    return kind if small and whole and large else None


def _entry(facts: Facts, node: Node) -> int:
    """The value at the start of the chain of layers without weights in front."""
    value = node.inputs[0]
    while (before := facts.graph.producer(value)) is not None:
        value = before.inputs[0]
    return value


def _passes(node: Node) -> bool:
    return isinstance(node.layer, Flatten) or (plain(node) and activation(node) is None)
