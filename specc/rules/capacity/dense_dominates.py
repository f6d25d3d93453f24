"""The rule `dense-dominates`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.ir.tensor import TensorType
from specc.layers.dense import Dense
from specc.layers.shape import Flatten
from specc.prove.chain import ahead
from specc.prove.facts import Facts
from specc.rule import Rule, Subject

SHARE, MANY = 0.9, 5_000_000


class DenseDominates(Rule):
    """Nearly all weights are in the dense layer behind the last feature map.

    What it does:
        Finds dense layers on a flattened feature map that hold more than 90 % of a model's weights
        and more than five million.

    Why is this bad?
        Such a layer has a weight for every place of every channel; it costs most of the memory,
        overfits, and ties the model to one size of image. The mean of each channel is often all
        that a classifier needs, and has no weights. AlexNet, with 61 %, and VGG-16, with 74 %, are
        from before that was known.

    Example:
        Flatten

    Use instead:
        GlobalAvgPool

    References:
        Lin, Chen and Yan 2014, "Network in network" (ICLR, arXiv 1312.4400), section 3.2: global
        average pooling instead of dense layers, which are prone to overfitting.
    """

    severity = Severity.INFO
    needs = ("Dense", "Flatten")
    gives_way_to = ("dense-on-raw-image",)
    bad = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, activation=relu)
    MaxPool2D(2)
    Conv2D(64, kernel=3, activation=relu)
    Flatten
    Dense(256, activation=relu)
    Dense(10)
}
"""
    message = (
        "`Dense` behind all of [29, 29, 64] holds 13,779,200 of the 13,801,162 weights of `Net`"
    )
    good = """\
model Net {
    input image: [64, 64, 3]
    Conv2D(32, kernel=3, activation=relu)
    MaxPool2D(2)
    Conv2D(64, kernel=3, activation=relu)
    GlobalAvgPool
    Dense(256, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The largest dense layer of each model."""
        for facts in subject.graphs.values():
            layers = facts.uses(Dense)
            largest = max(layers, key=lambda node: node.trainable, default=None)
            total = facts.graph.trainable if largest is not None else 0
            if largest is None or largest.trainable <= max(MANY, SHARE * total):
                continue
            flat = ahead(facts, largest, _keeps)
            if flat is not None and isinstance(flat.layer, Flatten):
                map = facts.graph.values[flat.inputs[0]].type
                if map.rank == 3 and _made(facts, flat):
                    yield self._finding(facts, largest, flat, map)

    def _finding(self, facts: Facts, node: Node, flat: Node, map: TensorType) -> Diagnostic:
        name, total = facts.graph.name, facts.graph.trainable
        message = (
            f"`{node.layer.word}` behind all of {map} holds {node.trainable:,} "
            f"of the {total:,} weights of `{name}`"
        )
        related = (Label(flat.place.source, flat.place.span, "puts every place of the map in"),)
        help = "`GlobalAvgPool` instead of `Flatten` keeps one number for each channel"
        return self.at(node.place, message, related=related, help=help)


def _keeps(node: Node) -> bool:
    return node.layer.family == "regularising"


def _made(facts: Facts, flat: Node) -> bool:
    """True where the map is made by layers, and not the input itself."""
    return flat.inputs[0] not in facts.graph.root.inputs
