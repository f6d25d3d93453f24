"""The rule `single-timestep-rnn`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Node
from specc.layers.recurrent import Recurrent
from specc.prove.blame import Blamed, sorted_out
from specc.rule import Application, Rule, Subject


class SingleTimestepRnn(Rule):
    """A recurrent layer gets a sequence of one step, and has nothing to remember.

    What it does:
        Finds recurrent layers whose sequence has a length of 1. A layer that starts from a state or
        gives its state on, as one step of a longer sequence does, is left alone.

    Why is this bad?
        The state starts at zero, and the recurrent kernel is only multiplied with that: its weights
        never matter and get no gradient. What is left is a dense layer with gates. Mostly the
        features of a table were given a time axis that they do not have, or time and features were
        swapped.

    Example:
        Reshape([1, 30]) -> LSTM(64)

    Use instead:
        Reshape([30, 1]) -> LSTM(64)

        For features without an order: `Dense(64, activation=relu)`.

    References:
        The formulas of an LSTM in PyTorch's documentation of `torch.nn.LSTM`: the recurrent weights
        are multiplied with the hidden state of the step before, which is zero at the first.
    """

    severity = Severity.WARNING
    needs = ("recurrent",)
    bad = """\
model Cancer {
    input features: [30]
    Reshape([1, 30]) -> LSTM(64)
    output malignant = Dense(1, activation=sigmoid)
}
"""
    message = (
        "`LSTM` gets a sequence of 1 step, [1, 30]: "
        "its 16384 recurrent weights only ever meet zeros"
    )
    good = """\
model Cancer {
    input features: [30]
    Reshape([30, 1]) -> LSTM(64)
    output malignant = Dense(1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Recurrent layers, where all uses of their line have a single step."""
        for blame in sorted_out(subject, (Recurrent,), _single):
            yield self._finding(blame)

    def _finding(self, blame: Blamed) -> Diagnostic:
        facts, node = blame.uses[0]
        kind = facts.graph.values[node.inputs[0]].type
        count = sum(w.size for w in node.weights if w.name.endswith("recurrent_kernel"))
        message = (
            f"`{node.layer.word}` gets a sequence of 1 step, {kind}: "
            f"its {count} recurrent weights only ever meet zeros"
        )
        help = "the first axis is time; features without an order want a `Dense`"
        return self.at(blame.place, message, related=_made(blame, node), help=help)


def _single(use: Application) -> bool:
    facts, node = use
    layer = node.layer
    assert isinstance(layer, Recurrent)
    one = facts.graph.values[node.inputs[0]].type.sizes[0] == 1
    return one and len(node.inputs) == 1 and not layer.state


def _made(blame: Blamed, node: Node) -> tuple[Label, ...]:
    """The layer that makes the one step."""
    facts = blame.uses[0].facts
    maker = facts.graph.producer(node.inputs[0])
    if maker is None or maker.place == blame.place:
        return ()
    kind = facts.graph.values[node.inputs[0]].type
    return (Label(maker.place.source, maker.place.span, f"makes {kind}"),)
