"""The rule `increasing-dense-widths`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ending import activation
from specc.ir.graph import Node
from specc.layers.dense import Dense
from specc.prove.chain import behind, plain
from specc.prove.facts import Facts
from specc.rule import Rule, Subject


class IncreasingDenseWidths(Rule):
    """The hidden layers of a classifier get wider and wider towards its few outputs.

    What it does:
        Finds three or more hidden dense layers behind each other on vectors, each wider than the
        one before, in front of an output that is narrower than the first. It is off unless it is
        asked for: decoders, feed-forward blocks and plenty of good networks do so.

    Why is this bad?
        Weights are where they help least: what the first, narrow layer drops, the wider ones
        behind it cannot bring back.

    Example:
        Dense(128, activation=relu)

    Use instead:
        Dense(32, activation=relu)

    References:
        Szegedy et al. 2016, "Rethinking the Inception architecture for computer vision" (arXiv
        1512.00567), section 2: the representation should gently decrease in size from inputs to
        outputs. NeuraLint (arXiv 2105.08095) has such a rule for convolutions.
    """

    severity = Severity.INFO
    default = False
    needs = ("Dense",)
    bad = """\
model Digits {
    input image: [64]
    Dense(32, activation=relu)
    Dense(64, activation=relu)
    Dense(128, activation=relu)
    Dense(10)
}
"""
    message = "hidden layers of 32, 64 and 128 units get wider towards 10 outputs"
    good = """\
model Digits {
    input image: [64]
    Dense(128, activation=relu)
    Dense(64, activation=relu)
    Dense(32, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The chains of dense layers of each model."""
        for facts in subject.graphs.values():
            chain: list[Node] = []
            for node in facts.uses(Dense):
                linked = chain and behind(facts, chain[-1], plain) is node
                if not linked or not _wider(chain[-1], node):
                    narrow = linked and _units(node) < _units(chain[0])
                    if len(chain) > 2 and narrow and _last(facts, node):
                        yield self._finding(chain, node)
                    chain = []
                if _hidden(facts, node):
                    chain.append(node)

    def _finding(self, chain: list[Node], last: Node) -> Diagnostic:
        widths = [str(_units(node)) for node in chain]
        message = (
            f"hidden layers of {', '.join(widths[:-1])} and {widths[-1]} units get wider "
            f"towards {_units(last)} outputs"
        )
        place = last.place
        related = (Label(place.source, place.span, "the output"),)
        return self.at(
            chain[0].place, message, related=related, help="the other way round is usual"
        )


def _units(node: Node) -> int:
    return node.weights[0].shape[-1] if node.weights else 0


def _wider(first: Node, second: Node) -> bool:
    return _units(second) > _units(first)


def _hidden(facts: Facts, node: Node) -> bool:
    flat = facts.graph.values[node.outputs[0]].type.rank == 1
    return flat and activation(node) is not None and not _last(facts, node)


def _last(facts: Facts, node: Node) -> bool:
    return any(facts.leaves(value) for value in node.outputs)
