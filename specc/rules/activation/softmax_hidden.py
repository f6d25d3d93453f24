"""The rule `softmax-hidden`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Label, Safety, Severity
from specc.edit import swap_activation
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.activation import ReLU, Softmax
from specc.layers.pooling import AdaptiveAvgPool, Pool
from specc.prove.chain import behind
from specc.prove.facts import Facts
from specc.rule import Application, Rule, Subject


class SoftmaxHidden(Rule):
    """A softmax stands between two layers with weights, as if it were a hidden activation.

    What it does:
        Finds softmaxes over the channels of a dense or convolution layer whose result only the
        next such layer reads, one with a bias; a pool may stand between, but not one over all
        positions, which counts how much there is of each. It is silent about attention, gates and
        mixtures, where shares multiply something; about a layer without a bias behind it, which
        mixes rows of a table by these shares; and in models that give their input back, whose code
        may be shares of topics.

    Why is this bad?
        The results of a softmax sum to 1: one unit can only rise where others fall, so n units
        carry n - 1 numbers, mostly near 0 or 1/n, and their gradients are small.

    Example:
        Dense(64, activation=softmax)

    Use instead:
        Dense(64, activation=relu)

    References:
        https://stackoverflow.com/questions/37588632: the units become linearly dependent, and what
        one gains the others lose. Topics as shares between encoder and decoder, on purpose:
        Srivastava and Sutton 2017, "Autoencoding variational inference for topic models" (arXiv
        1703.01488).
    """

    severity = Severity.WARNING
    needs = ("Softmax",)
    bad = """\
model Digits {
    input image: [64]
    Dense(64, activation=softmax)
    Dense(10, activation=softmax)
}
"""
    message = "the softmax of `Dense` is a hidden activation: its 64 values sum to 1"
    good = """\
model Digits {
    input image: [64]
    Dense(64, activation=relu)
    Dense(10, activation=softmax)
}
"""
    fixed = """\
model Digits {
    input image: [64]
    Dense(64, activation=relu)
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use is inside of a trunk."""
        for uses in subject.places(Weighted, Softmax):
            nexts = [_next(use) for use in uses]
            if nexts[0] is not None and None not in nexts:
                yield self._finding(subject, uses[0], nexts[0])

    def _finding(self, subject: Subject, use: Application, after: Node) -> Diagnostic:
        node, place = use.node, after.place
        of = "the softmax" if isinstance(node.layer, Softmax) else f"the softmax of `{_word(node)}`"
        size = use.facts.graph.values[node.outputs[0]].type.channels
        written = subject.written(node.place, _word(node))
        edit = swap_activation(node.place.source, written, Softmax, ReLU) if written else None
        return self.at(
            node.place,
            f"{of} is a hidden activation: its {size} values sum to 1",
            related=(Label(place.source, place.span, "takes nothing but these shares"),),
            help="`relu` is the usual hidden activation; softmax belongs to the output",
            fix=Fix("use a ReLU", (edit,), Safety.UNSAFE) if edit else None,
        )


def _word(node: Node) -> str:
    return node.layer.word


def _next(use: Application) -> Node | None:
    """The layer with weights and a bias that alone reads a softmax over channels."""
    facts, node = use
    bent = activation(node)
    if not isinstance(bent, Softmax) or not _over_channels(facts, node, bent):
        return None
    if isinstance(node.layer, Softmax) and not _from_weights(facts, node):
        return None
    after = behind(facts, node, _passes)
    if after is None or not isinstance(after.layer, Weighted) or not after.layer.bias:
        return None
    return None if _gives_back(facts) else after


def _over_channels(facts: Facts, node: Node, bent: Softmax) -> bool:
    rank = facts.graph.values[node.outputs[0]].type.rank
    return bent.axis % rank == rank - 1


def _from_weights(facts: Facts, node: Node) -> bool:
    before = facts.graph.producer(node.inputs[0])
    return before is not None and isinstance(before.layer, Weighted)


def _passes(node: Node) -> bool:
    layer = node.layer
    quiet = layer.view or layer.family in ("regularising", "normalisation")
    grid = isinstance(layer, AdaptiveAvgPool) and layer.size not in (1, (1,), (1, 1), (1, 1, 1))
    return quiet or grid or isinstance(layer, Pool)


def _gives_back(facts: Facts) -> bool:
    """True where an output has the sizes of an input."""
    inputs = {value.type.sizes for value in facts.graph.inputs.values()}
    return any(value.type.sizes in inputs for value in facts.graph.outputs.values())
