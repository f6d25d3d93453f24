"""The rule `width-bottleneck`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Activation
from specc.layers.dense import Dense
from specc.namedtuple import NamedTuple
from specc.prove.chain import behind, plain, waists
from specc.prove.facts import Facts
from specc.rule import Rule, Subject

FEW = 4
LEAKY = ("ELU", "LeakyReLU", "PReLU")


class Waist(NamedTuple):
    """A narrow layer, the next one, its activation, and the sizes of input and output."""

    node: Node
    after: Node
    bent: Activation
    inside: int
    outside: int


class WidthBottleneck(Rule):
    """Everything that a model knows of its input goes through one, two or three units.

    What it does:
        Finds hidden dense layers with an activation and fewer than 4 units that the whole signal
        goes through, narrower than the input and with at least two units less than the output, and
        with a wider layer behind them. Models that give their input back, sampled codes, layers
        without an activation (a low rank, a code to look at) and values that are outputs
        themselves are left alone. Two or three units behind a leaky ReLU or its like, which do not
        saturate, are a remark.

    Why is this bad?
        All that the layers behind can tell apart is what those few numbers tell apart: 10 classes
        on a line or in a plane crowd each other, and where the units saturate or are off, nothing
        passes. Measured on scikit-learn's digits with PyTorch: through 1, 2, 3 and 4 tanh units a
        network gets to 23 %, 38 %, 79 % and 95 % accuracy, through as many PReLUs to 52 %, 89 %,
        94 % and 94 %.

    Example:
        Dense(2, activation=tanh)

    Use instead:
        Dense(32, activation=tanh)

    References:
        Szegedy et al. 2016, "Rethinking the Inception architecture for computer vision" (arXiv
        1512.00567), section 2: avoid representational bottlenecks; the size of the representation
        should gently decrease from the inputs to the outputs.
    """

    severity = Severity.WARNING
    needs = ("Dense",)
    gives_way_to = ("dying-relu-risk", "parity-hidden-too-small")
    bad = """\
model Digits {
    input image: [64]
    Dense(128, activation=tanh)
    Dense(2, activation=tanh)
    Dense(10, activation=softmax)
}
"""
    message = "the 10 outputs of `Digits` depend on 64 inputs only through the 2 units of `Dense`"
    good = """\
model Digits {
    input image: [64]
    Dense(128, activation=tanh)
    Dense(32, activation=tanh)
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The narrow layers of each model, where their lines stand for narrow layers only."""
        found = [(facts, waist) for facts in subject.graphs.values() for waist in _narrow(facts)]
        if not found:
            return
        wide = {
            use.node.place
            for uses in subject.places(Dense)
            for use in uses
            if _units(use.facts, use.node) >= FEW
        }
        for facts, waist in found:
            if waist.node.place not in wide:
                yield self._finding(facts.graph.name, waist)

    def _finding(self, name: str, waist: Waist) -> Diagnostic:
        node, after, bent, inside, outside = waist
        units = node.weights[0].shape[-1]
        message = (
            f"the {outside} outputs of `{name}` depend on {inside} inputs only through "
            f"the {units} unit{'s' * (units > 1)} of `{node.layer.word}`"
        )
        place = after.place
        related = (Label(place.source, place.span, "has nothing else to go by"),)
        help = "a layer at least as wide as the output loses less"
        severity = Severity.INFO if units > 1 and bent.word in LEAKY else None
        return self.at(node.place, message, related=related, help=help, severity=severity)


def _narrow(facts: Facts) -> Iterator[Waist]:
    graph = facts.graph
    sizes = [value.type.size for ends in (graph.inputs, graph.outputs) for value in ends.values()]
    if len(graph.outputs) != 1 or len(sizes) != 2:
        return
    inside, outside = sizes
    if not isinstance(inside, int) or not isinstance(outside, int) or inside == outside:
        return
    limit = min(FEW, outside - 1, inside)
    found = [node for node in facts.uses(Dense) if _units(facts, node) < limit]
    through = waists(facts) if found else frozenset()
    for node in found:
        after = behind(facts, node, plain)
        wider = after is not None and isinstance(after.layer, Dense)
        bent = _bent(facts, node)
        if node.id in through and after is not None and wider and bent is not None:
            yield Waist(node, after, bent, inside, outside)


def _units(facts: Facts, node: Node) -> int:
    """The units of a dense layer on a vector; very many on anything else."""
    flat = facts.graph.values[node.outputs[0]].type.rank == 1
    return node.layer.units if flat and isinstance(node.layer, Dense) else 1 << 62


def _bent(facts: Facts, node: Node) -> Activation | None:
    """The activation of a layer: its own, or the layer right behind it."""
    own, after = activation(node), facts.follower(node)
    if own is not None or after is None or not isinstance(after.layer, Activation):
        return own
    return after.layer
