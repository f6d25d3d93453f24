"""The rule `rnn-long-sequence`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.flow.result import LayerFlow
from specc.ir.graph import Node
from specc.layers.recurrent import RNN
from specc.prove.signal import predicted
from specc.rule import Rule, Subject
from specc.syntax import ast

NOTHING = 1e-4


class RnnLongSequence(Rule):
    """A simple recurrent layer forgets the beginning of its sequence.

    What it does:
        Predicts how much of the gradient at the last step is left at the first (`specc flow` prints
        it), and warns under a ten-thousandth, for an `RNN` of which only the last result is used.
        Layers with gates are left out: training opens them.

    Why is this bad?
        What comes through the recurrent kernel shrinks at every step: nothing that happened at the
        beginning of the sequence can be learned from.

    Example:
        RNN(64)

    Use instead:
        LSTM(64)

    References:
        Bengio, Simard and Frasconi 1994, "Learning long-term dependencies with gradient descent is
        difficult", IEEE Transactions on Neural Networks 5(2); Pascanu, Mikolov and Bengio 2013
        (arXiv 1211.5063). The gates: Hochreiter and Schmidhuber 1997, Neural Computation 9(8).
    """

    severity = Severity.WARNING
    needs = ("model", "RNN")
    gives_way_to = ("relu-in-recurrent",)
    bad = """\
model Series {
    input series: [200, 4]
    RNN(64)
    Dense(1)
}
"""
    message = "of the gradient at step 200 of `RNN` 4e-18 is left at step 1"
    good = """\
model Series {
    input series: [8, 4]
    RNN(64)
    Dense(1)
}
"""
    fixed = """\
model Series {
    input series: [200, 4]
    LSTM(64)
    Dense(1)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Such layers."""
        for one in subject.once(predicted):
            for row in one.flow.layers:
                node = one.facts.graph.nodes[row.node]
                layer, left = node.layer, row.recurrent
                if not isinstance(layer, RNN) or left is None or left >= NOTHING / _doubt(row):
                    continue
                time = one.facts.graph.values[node.inputs[0]].type.sizes[0]
                if not layer.sequences and isinstance(time, int):
                    yield self._finding(subject, node, time, left)

    def _finding(self, subject: Subject, node: Node, time: int, left: float) -> Diagnostic:
        message = f"of the gradient at step {time} of `RNN` {left:.1g} is left at step 1"
        fix = _gated(subject, node)
        return self.at(node.place, message, help="`LSTM` or `GRU` keep it", fix=fix)


def _gated(subject: Subject, node: Node) -> Fix | None:
    """An LSTM of the same size; none where the activation was chosen, which an LSTM has not."""
    use = subject.written(node.place, RNN.word)
    if use is None or "activation" in vars(node.layer):
        return None
    span = use.name.span if isinstance(use, ast.Call) else use.span
    return Fix("remember with gates", (Edit(node.place.source, span, "LSTM"),), Safety.UNSAFE)


def _doubt(row: LayerFlow) -> float:
    """How many times less must be left where the prediction is rough."""
    return 100.0 if row.rough else 1.0
