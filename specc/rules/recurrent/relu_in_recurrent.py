"""The rule `relu-in-recurrent`."""

from collections.abc import Iterator
from math import inf

from specc.diagnostics import Diagnostic, Fix, Safety, Severity
from specc.edit.given import given, put
from specc.initialiser import IdentityMatrix
from specc.ir.dim import at_least
from specc.layers.recurrent import RNN
from specc.prove.blame import Blamed, sorted_out
from specc.prove.image import BOUNDS
from specc.rule import Application, Rule, Subject

SHORT = 10
"""Steps over which hardly anything can grow."""
ENDLESS = (-inf, inf)


class ReluInRecurrent(Rule):
    """A state without bounds is multiplied by the same matrix at every step.

    What it does:
        Finds simple recurrent layers whose activation is a ReLU or one of its kind without an upper
        bound (`leaky_relu`, `prelu`, `elu`, `gelu`, `silu`, ...), unless their recurrent kernel
        starts as the identity, or they run over ten steps or fewer. With `clip_norm` or
        `clip_value` in every training of the model it is an info.

    Why is this bad?
        tanh holds a state between -1 and 1; a ReLU lets it grow. Where training makes the recurrent
        matrix stretch one direction by a tenth, the state is 14,000 times as large after 100 steps,
        and so is the gradient. Started as the identity such a layer copies its state, which works.

    Example:
        RNN(64, activation=relu)

    Use instead:
        RNN(64, activation=tanh)

        Or `RNN(64, activation=relu, recurrent_init=identity)`.

    References:
        Le, Jaitly and Hinton 2015, "A simple way to initialize recurrent networks of rectified
        linear units" (arXiv 1504.00941). Pascanu, Mikolov and Bengio 2013, "On the difficulty of
        training recurrent neural networks" (arXiv 1211.5063), on exploding gradients.
    """

    severity = Severity.WARNING
    needs = ("RNN",)
    bad = """\
model Sensor {
    input series: [30, 6]
    RNN(64, activation=relu)
    output class = Dense(4, activation=softmax)
}
"""
    message = (
        "nothing bounds the state of `RNN` under `relu`: it passes the same 64x64 matrix 30 times"
    )
    good = """\
model Sensor {
    input series: [30, 6]
    RNN(64, activation=relu, recurrent_init=identity)
    output class = Dense(4, activation=softmax)
}
"""
    fixed = """\
model Sensor {
    input series: [30, 6]
    RNN(64, activation=tanh)
    output class = Dense(4, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Simple recurrent layers, where all uses of their line are unbounded."""
        clipped = _clipped(subject)
        for blame in sorted_out(subject, (RNN,), _unbounded):
            inside = all(use.facts.graph.name in clipped for use in blame.uses)
            yield self._finding(subject, blame, Severity.INFO if inside else None)

    def _finding(self, subject: Subject, blame: Blamed, severity: Severity | None) -> Diagnostic:
        facts, node = blame.uses[0]
        layer = node.layer
        assert isinstance(layer, RNN)
        assert layer.activation is not None
        steps = facts.graph.values[node.inputs[0]].type.sizes[0]
        often = f"{steps} times" if isinstance(steps, int) else f"`{steps}` times"
        bent = layer.activation.activation_words[:1] or (layer.activation.word,)
        message = (
            f"nothing bounds the state of `RNN` under `{bent[0]}`: "
            f"it passes the same {layer.units}x{layer.units} matrix {often}"
        )
        help = (
            "`tanh` bounds it; `recurrent_init=identity` starts a ReLU network that can be trained"
        )
        use = subject.written(blame.place, "RNN") if blame.region is None else None
        fix = None
        if use is not None and given(use, RNN, "activation") is not None:
            edit = put(blame.place.source, use, RNN, "activation", "tanh")
            fix = Fix("use tanh", (edit,), Safety.UNSAFE)
        return self.at(blame.place, message, help=help, fix=fix, severity=severity)


def _unbounded(use: Application) -> bool:
    layer = use.node.layer
    assert isinstance(layer, RNN)
    bent = layer.activation
    if bent is None or BOUNDS.get(bent.word, ENDLESS)[1] < inf:
        return False
    steps = use.facts.graph.values[use.node.inputs[0]].type.sizes[0]
    return (
        not isinstance(layer.recurrent_init, IdentityMatrix)
        and not at_least(SHORT - steps, 0).always
    )


def _clipped(subject: Subject) -> set[str]:
    """The models that are trained, and never without a limit on their gradients."""
    plans = subject.sections.trains.values()
    bare = {plan.model for plan in plans if plan.clip_norm is None and plan.clip_value is None}
    return {plan.model for plan in plans} - bare
