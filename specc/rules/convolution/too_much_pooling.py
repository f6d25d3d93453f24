"""The rule `too-much-pooling`."""

from collections.abc import Iterator
from math import prod

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node, Place
from specc.layers.convolution import Spatial
from specc.layers.pooling import Pool
from specc.layers.transposed import ConvTranspose
from specc.prove.blame import blamed
from specc.prove.chain import MAX_LOOK
from specc.prove.facts import Facts
from specc.prove.sliding import span
from specc.rule import Application, Rule, Subject


class TooMuchPooling(Rule):
    """The picture is down to one position, and windows go on sliding over it.

    What it does:
        Finds two or more convolutions or pools in a row, with windows of more than one position,
        whose input has one position left. Transposed convolutions are left alone.

    Why is this bad?
        Only the taps that lie on that one position ever meet it; all others read padding, get no
        gradient and stay as they started. Such a layer is a dense layer that carries many times its
        weights about. The picture was pooled, or strided, too often for its size.

    Example:
        Conv2D(128, kernel=3, padding=same, activation=relu)

    Use instead:
        Conv2D(64, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)

        Pool less often, or start from larger pictures.

    References:
        Nikanjam et al. 2021, "Automatic fault detection for deep learning programs using graph
        transformations" (arXiv 2105.08095): NeuraLint looks for programs that pool too much.
        Output sizes: Dumoulin and Visin 2016 (arXiv 1603.07285).
    """

    severity = Severity.WARNING
    needs = (("convolution", "pooling"),)
    bad = """\
model Digits {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, padding=same, activation=relu) -> MaxPool2D(4)
    Conv2D(64, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)
    Conv2D(128, kernel=3, padding=same, activation=relu)
    Conv2D(128, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""
    message = (
        "`Conv2D` and 1 more layer behind it slide windows over the one position of [1, 1, 64]: "
        "1 of 9 taps ever meets it"
    )
    good = """\
model Digits {
    input image: [8, 8, 1]
    Conv2D(32, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)
    Conv2D(64, kernel=3, padding=same, activation=relu) -> MaxPool2D(2)
    Conv2D(128, kernel=3, padding=same, activation=relu)
    Conv2D(128, kernel=3, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The first such layer of each row."""
        rows = {
            (id(facts), first.id): (facts, first, more)
            for facts in subject.graphs.values()
            for first, more in _rows(facts)
        }
        if not rows:
            return
        firsts = [Application(facts, first) for facts, first, _ in rows.values()]
        both = (use for uses in subject.places(Spatial, Pool) for use in uses)
        for blame in blamed(subject, firsts, (use for use in both if not _idle(*use))):
            facts, node = blame.uses[0]
            yield self._finding(blame.place, facts, node, rows[id(facts), node.id][2])

    def _finding(self, place: Place, facts: Facts, node: Node, more: int) -> Diagnostic:
        layer = node.layer
        assert isinstance(layer, (Spatial, Pool))
        kind = facts.graph.values[node.inputs[0]].type
        message = (
            f"`{layer.word}` and {more} more layer{'s' * (more > 1)} behind it slide windows over "
            f"the one position of {kind}: 1 of {prod(span(layer)[0])} taps ever meets it"
        )
        help = "pool or stride less often in front of it, or leave these layers out"
        return self.at(place, message, related=_cause(facts, node), help=help)


def _rows(facts: Facts) -> Iterator[tuple[Node, int]]:
    """The first of each row of such layers, and how many more of them follow it."""
    idle = [node for family in (Spatial, Pool) for node in facts.uses(family) if _idle(facts, node)]
    if len(idle) < 2:
        return
    graph, ids = facts.graph, {node.id for node in idle}
    firsts: dict[int, int] = {}
    counts: dict[int, int] = {}
    for node in graph.nodes[min(ids) :]:
        first = min((firsts[value] for value in node.inputs if value in firsts), default=-1)
        if node.id in ids:
            first = node.id if first < 0 else first
            counts[first] = counts.get(first, 0) + 1
        if first >= 0:
            firsts.update(dict.fromkeys(node.outputs, first))
    yield from ((graph.nodes[first], count - 1) for first, count in counts.items() if count > 1)


def _idle(facts: Facts, node: Node) -> bool:
    """True for a window of more than one position over a single one."""
    layer = node.layer
    if not isinstance(layer, (Spatial, Pool)) or isinstance(layer, ConvTranspose):
        return False
    sizes = facts.graph.values[node.inputs[0]].type.sizes[:-1]
    return max(span(layer)[0]) > 1 and all(size == 1 for size in sizes)


def _cause(facts: Facts, node: Node) -> tuple[Label, ...]:
    """The layer that leaves one position of several."""
    graph = facts.graph
    maker = graph.producer(node.inputs[0])
    for _ in range(MAX_LOOK):
        if maker is None or maker.layer.source:
            break
        kind = graph.values[maker.inputs[0]].type
        if set(kind.sizes[:-1]) != {1}:
            return (Label(maker.place.source, maker.place.span, f"leaves one position of {kind}"),)
        maker = graph.producer(maker.inputs[0])
    return ()
