"""The rule `parity-hidden-too-small`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.edit import argument
from specc.edit.use import Use
from specc.ending import activation
from specc.ir.graph import Node
from specc.layer import Weighted
from specc.layers.dense import Dense
from specc.namedtuple import NamedTuple
from specc.prove.chain import ahead, view, waists
from specc.prove.facts import Facts, affine
from specc.prove.parity import parity_bits
from specc.rule import Rule, Subject
from specc.syntax import ast
from specc.training.plan import TrainPlan

PROVED = 4
"""Up to so many bits, parity takes as many threshold units as there are bits."""


class Hidden(NamedTuple):
    """The layer that all bits go through; `only` is true where it is the one hidden layer."""

    node: Node
    units: int
    word: str
    only: bool


class ParityHiddenTooSmall(Rule):
    """The hidden layer is too small for the parity of so many bits.

    What it does:
        Recognises a literal table that gives the parity of n bits for every pattern, XOR being that
        of two, and a hidden layer of k units that all bits go through. With step units it is an
        error where k is less than both n and 4: then some two patterns that differ in one bit look
        the same behind the layer, and their targets differ. With sigmoid, tanh or ReLU units it is
        a warning where there is no other hidden layer and k is less than n, or n for ReLU.

    Why is this bad?
        Every bit turns the answer over, whatever the others are, so that a small hidden layer has
        to fit its units exactly, if it can do it at all, and gradient descent seldom finds how.
        Measured with PyTorch, 2,000 steps of Adam at 0.01 from 500 starts: 3, 4 and 8 tanh units
        learn 4 bits from 0 %, 7 % and 99 % of them; 2, 4 and 8 ReLUs learn XOR from 16 %, 57 % and
        91 %.

    Example:
        Dense(2, activation=tanh)

    Use instead:
        Dense(8, activation=tanh)

    References:
        Fung and Li 2001, "Minimal feedforward parity networks using threshold gates" (Neural
        Computation 13(2)): n threshold units for n bits where n is at most 4. Setiono 1997, "On the
        solution of the parity problem by a single hidden layer feedforward neural network"
        (Neurocomputing 16): n / 2 + 1 sigmoid units are enough for an even n, (n + 1) / 2 for an
        odd one. Minsky and Papert 1969, "Perceptrons".
    """

    severity = Severity.WARNING
    needs = ("train", "table", ("ReLU", "Sigmoid", "Step", "Tanh"))
    bad = """\
data parity {
    source = table(
        [
            [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 1, 1],
            [0, 1, 0, 0], [0, 1, 0, 1], [0, 1, 1, 0], [0, 1, 1, 1],
            [1, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 1, 1],
            [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [1, 1, 1, 1],
        ],
        [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0],
    )
    split = [1, 0, 0]
}

model Net {
    input bits: [4]
    Dense(2, activation=tanh)
    output odd = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=0.01)
    epochs    = 2000
    batch     = all
}
"""
    message = "2 tanh units are few for the parity of 4 bits: the smallest network known has 3"
    good = """\
data parity {
    source = table(
        [
            [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0], [0, 0, 1, 1],
            [0, 1, 0, 0], [0, 1, 0, 1], [0, 1, 1, 0], [0, 1, 1, 1],
            [1, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 0, 1, 1],
            [1, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 0], [1, 1, 1, 1],
        ],
        [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0],
    )
    split = [1, 0, 0]
}

model Net {
    input bits: [4]
    Dense(4, activation=tanh)
    output odd = Dense(1, activation=sigmoid)
}

train {
    loss      = binary_cross_entropy
    optimizer = adam(lr=0.01)
    epochs    = 2000
    batch     = all
}
"""
    fixed = bad.replace("Dense(2, ", "Dense(8, ")

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings on the parity of bits."""
        for plan in subject.sections.trains.values():
            facts, bits = subject.graphs.get(plan.model), parity_bits(plan.data)
            if facts is None or bits < 2 or plan.objective.word != "supervised":
                continue
            hidden = _hidden(facts)
            if hidden is not None and hidden.units > 1:
                yield from self._judged(subject, plan, hidden, bits)

    def _judged(
        self, subject: Subject, plan: TrainPlan, hidden: Hidden, bits: int
    ) -> Iterator[Diagnostic]:
        units, word = hidden.units, hidden.word
        if word == "step":
            fewest = min(bits, PROVED)
            if units < fewest:
                message = f"{units} step units cannot tell the parity of {bits} bits: it takes "
                message += f"{fewest}" if bits <= PROVED else f"{fewest} at least"
                yield self._finding(subject, plan, hidden, bits, message, Severity.ERROR)
            return
        if not hidden.only or units > bits or (units == bits and word != "relu"):
            return
        known = bits // 2 + 1
        message = f"{units} {word} units learn the parity of {bits} bits from few starts"
        if units < known and word != "relu":
            message = f"{units} {word} units are few for the parity of {bits} bits: "
            message += f"the smallest network known has {known}"
        yield self._finding(subject, plan, hidden, bits, message, Severity.WARNING)

    def _finding(
        self, subject: Subject, plan: TrainPlan, hidden: Hidden, bits: int,
        message: str, severity: Severity,
    ) -> Diagnostic:  # fmt: skip
        place = hidden.node.place
        use = subject.written(place, hidden.node.layer.word)
        edit = _widened(use, hidden.node, 2 * bits) if use else None
        data = plan.data
        related: tuple[Label, ...] = ()
        if data is not None:
            span = data.span("source")
            said = f"the parity of {bits} bits, pattern by pattern"
            related = (Label(data.place.source, span, said),)
        return self.at(
            place,
            message,
            related=related,
            help=f"{2 * bits} units mostly find a way",
            fix=Fix(f"take {2 * bits} units", (edit,), Safety.UNSAFE) if edit else None,
            severity=severity,
        )


def _hidden(facts: Facts) -> Hidden | None:
    """The first layer with weights, where it is dense and bent and nothing goes around it."""
    layers = facts.uses(Weighted)
    if not layers or len(facts.graph.inputs) != 1 or len(facts.graph.outputs) != 1:
        return None
    node = layers[0]
    bent = activation(node)
    if bent is None and affine(node):
        after = facts.follower(node)
        bent = activation(after) if after is not None and after.layer is activation(after) else None
    plain = isinstance(node.layer, Dense) and ahead(facts, node, view) is None
    if not plain or bent is None or node.id not in waists(facts):
        return None
    word = bent.activation_words[0] if bent.activation_words else ""
    last = layers[-1]
    only = (
        len(layers) == 2 and isinstance(last.layer, Dense) and word in ("relu", "sigmoid", "tanh")
    )
    units = node.weights[0].shape[-1]
    return Hidden(node, units, word, only) if only or word == "step" else None


def _widened(use: Use, node: Node, units: int) -> Edit | None:
    """Another number of units, where it is written as a number."""
    given = argument(use, "units")
    if given is None and isinstance(use, ast.Call) and use.arguments:
        given = use.arguments[0] if use.arguments[0].name is None else None
    plain = given is not None and isinstance(given.value, ast.Number)
    return Edit(node.place.source, given.value.span, str(units)) if given and plain else None
