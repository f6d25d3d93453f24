"""The rule `decreasing-filters`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.dim import at_least
from specc.ir.graph import Node, Place
from specc.layer import Weighted
from specc.layers.convolution import Convolution, SeparableConvolution
from specc.layers.resizing import PixelShuffle, Resizing
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import sorted_out
from specc.prove.chain import ahead, behind, plain
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject

FAMILY = (Convolution, SeparableConvolution)
LARGER = (ConvTranspose, Resizing, PixelShuffle)


class DecreasingFilters(Rule):
    """Where the picture gets smaller the channels get fewer as well.

    What it does:
        Finds convolutions with a window of more than one position that have at most half the
        filters of the one in front although the picture became smaller between them, and behind
        which more layers with weights follow. It is silent in models that make pictures larger
        again (autoencoders, decoders), of 1x1 convolutions, which squeeze on purpose, and while
        there are more numbers than the input has.

    Why is this bad?
        A pool of 2 leaves a quarter of the positions; with half the channels as well an eighth of
        the numbers is left, all that later layers will ever know. Networks from LeNet to ResNet
        widen as the picture shrinks.

    Example:
        Conv2D(16, kernel=3, activation=relu)

    Use instead:
        Conv2D(128, kernel=3, activation=relu)

    References:
        Szegedy et al. 2015, "Rethinking the Inception architecture for computer vision" (arXiv
        1512.00567), section 2: avoid representational bottlenecks, especially early in the network.
        NeuraLint (arXiv 2105.08095) looks for numbers of filters that do not grow.
    """

    severity = Severity.INFO
    needs = ("convolution",)
    bad = """\
model Net {
    input image: [32, 32, 3]
    Conv2D(64, kernel=3, activation=relu)
    MaxPool2D(2)
    Conv2D(16, kernel=3, activation=relu)
    Flatten
    Dense(10)
}
"""
    message = "[30, 30, 64] becomes [13, 13, 16]: 4.7 % of the numbers are left"
    good = """\
model Net {
    input image: [32, 32, 3]
    Conv2D(64, kernel=3, activation=relu)
    MaxPool2D(2)
    Conv2D(128, kernel=3, activation=relu)
    Flatten
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Convolutions, where all uses of their line narrow a picture that shrinks."""
        grows = {id(facts) for facts in subject.graphs.values() if any(map(facts.uses, LARGER))}
        for blame in sorted_out(
            subject, FAMILY, lambda use: id(use.facts) not in grows and _before(use)
        ):
            yield self._finding(blame.place, blame.uses[0])

    def _finding(self, place: Place, use: Application) -> Diagnostic:
        before = _before(use)
        assert before is not None
        old, new = (use.facts.graph.values[node.outputs[0]].type for node in (before, use.node))
        message = f"{old} becomes {new}"
        if isinstance(old.size, int) and isinstance(new.size, int):
            message += f": {100 * new.size / old.size:.2g} % of the numbers are left"
        else:
            message += ", a smaller picture with fewer channels"
        related = (Label(before.place.source, before.place.span, f"{old.channels} channels"),)
        help = "twice the channels for half the side is usual"
        return self.at(place, message, related=related, help=help)


def _before(use: Application) -> Node | None:
    """The convolution in front of one that narrows what shrinks; None where there is none."""
    facts, node = use
    layer = node.layer
    before = ahead(facts, node, plain)
    if before is None or not isinstance(before.layer, FAMILY) or not isinstance(layer, FAMILY):
        return None
    narrows = 2 * layer.filters <= before.layer.filters
    if not narrows or max(layer.kernel) == 1 or max(before.layer.kernel) == 1:
        return None
    after = behind(facts, node, plain)
    if after is None or not isinstance(after.layer, Weighted):
        return None
    old, given = facts.graph.types((before.outputs[0], node.inputs[0]))
    strided = max(layer.stride) > 1
    pooled = old.rank == given.rank and any(
        at_least(a - b, 1).always for a, b in zip(old.sizes[:-1], given.sizes[:-1], strict=True)
    )
    if not (strided or pooled) or _roomy(facts, node):
        return None
    return before


def _roomy(facts: Facts, node: Node) -> bool:
    """True where a result still has as many numbers as the model's inputs have together."""
    made = facts.graph.values[node.outputs[0]].type.size
    given = 0
    for value in facts.graph.inputs.values():
        size = value.type.size
        if value.type.dtype != "float" or not isinstance(size, int):
            return False
        given += size
    return isinstance(made, int) and made >= given
