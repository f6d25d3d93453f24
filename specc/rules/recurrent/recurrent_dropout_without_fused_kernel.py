"""The rule `recurrent-dropout-without-fused-kernel`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.layers.recurrent import GRU, LSTM, Recurrent
from specc.prove.blame import sorted_out
from specc.rule import Application, Rule, Subject


class RecurrentDropoutWithoutFusedKernel(Rule):
    """Dropout inside of the recurrence takes the layer out of cuDNN.

    What it does:
        Finds `LSTM` and `GRU` with `recurrent_dropout`.

    Why is this bad?
        cuDNN runs all steps of such a layer at once, and does not know of dropout on the state.
        With it training runs one step after the other in both frameworks, each in kernels of its
        own, and a GPU waits for most of them. Dropout of the inputs, or a `Dropout` between layers,
        does not need that.

    Example:
        LSTM(128, recurrent_dropout=0.2)

    Use instead:
        LSTM(128, dropout=0.2)

    References:
        Keras' documentation of `LSTM`: the cuDNN implementation is used only with
        `recurrent_dropout` of 0. PyTorch's `torch.nn.LSTM` has no dropout on the state at all: the
        generated code steps through time itself.
    """

    severity = Severity.INFO
    needs = (("LSTM", "GRU"),)
    bad = """\
model Sentiment {
    input review: int[40]
    Embedding(10_000, 64)
    LSTM(128, recurrent_dropout=0.2)
    output positive = Dense(1, activation=sigmoid)
}
"""
    message = "`recurrent_dropout=0.2` trains `LSTM` without cuDNN: its 40 steps run one by one"
    good = """\
model Sentiment {
    input review: int[40]
    Embedding(10_000, 64)
    LSTM(128, dropout=0.2)
    output positive = Dense(1, activation=sigmoid)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Recurrent layers, where all uses of their line drop parts of the state."""
        for blame in sorted_out(subject, (LSTM, GRU), _drops):
            facts, node = blame.uses[0]
            layer = node.layer
            assert isinstance(layer, Recurrent)
            steps = facts.graph.values[node.inputs[0]].type.sizes[0]
            count = f"its {steps} steps" if isinstance(steps, int) else "its steps"
            message = (
                f"`recurrent_dropout={layer.recurrent_dropout:g}` trains `{layer.word}` without "
                f"cuDNN: {count} run one by one"
            )
            yield self.at(blame.place, message, help="`dropout` of the inputs stays in cuDNN")


def _drops(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, Recurrent)
    return layer.recurrent_dropout > 0
