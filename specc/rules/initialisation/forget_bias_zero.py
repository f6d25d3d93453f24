"""The rule `forget-bias-zero`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit import remove_setting
from specc.ir.graph import Node
from specc.layers.recurrent import LSTM
from specc.rule import Application, Rule, Subject

LONG = 20


class ForgetBiasZero(Rule):
    """An LSTM without biases forgets half of its cell at every step when it starts.

    What it does:
        Finds `LSTM(..., bias=false)` on sequences of 20 steps or more. With biases the forget
        gate's starts at 1, whatever `bias_init` says.

    Why is this bad?
        Without a bias the forget gate starts around sigmoid(0) = 1/2, so that after n steps about
        2^-n of what the cell held is left, and so is the gradient on its way back. With a bias of
        1 it is 0.73^n.

    Example:
        LSTM(64, bias=false)

    Use instead:
        LSTM(64)

    References:
        Jozefowicz, Zaremba and Sutskever 2015, "An empirical exploration of recurrent network
        architectures" (ICML): a bias of 1 on the forget gate. Gers, Schmidhuber and Cummins 2000,
        "Learning to forget: continual prediction with LSTM".
    """

    severity = Severity.INFO
    needs = ("LSTM",)
    bad = """\
model Sentiment {
    input words: [50, 32]
    LSTM(64, bias=false)
    Dense(1, activation=sigmoid)
}
"""
    message = (
        "without a bias the forget gate of `LSTM` starts at 0.5: after 50 steps 8.9e-16 is left"
    )
    good = """\
model Sentiment {
    input words: [50, 32]
    LSTM(64)
    Dense(1, activation=sigmoid)
}
"""
    fixed = """\
model Sentiment {
    input words: [50, 32]
    LSTM(64)
    Dense(1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Places where every use reads a long sequence."""
        for uses in subject.places(LSTM):
            lengths = [_length(use) for use in uses]
            if min(lengths) >= LONG:
                yield self._finding(subject, uses[0].node, min(lengths))

    def _finding(self, subject: Subject, node: Node, steps: int) -> Diagnostic:
        message = (
            f"without a bias the forget gate of `{node.layer.word}` starts at 0.5: "
            f"after {steps} steps {0.5**steps:.2g} is left"
        )
        use = subject.written(node.place, node.layer.word)
        edit = remove_setting(node.place.source, use, "bias") if use else None
        fix = Fix("give it a bias", (edit,), Safety.UNSAFE) if edit else None
        return self.at(node.place, message, help="its bias starts at 1", fix=fix)


def _length(use: Application) -> int:
    """The steps that an LSTM without a bias reads; 0 for any other, and where it is not known."""
    layer = use.node.layer
    steps = use.facts.graph.values[use.node.inputs[0]].type.sizes[0]
    return steps if isinstance(layer, LSTM) and not layer.bias and isinstance(steps, int) else 0
