"""The rule `xor-needs-hidden-layer`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.ending import activation
from specc.ir.graph import Graph, Node
from specc.layer import Weighted
from specc.prove.table import Inseparable, inseparable
from specc.rule import Rule, Subject
from specc.source import Span

BOUNDARY = {1: "threshold", 2: "line", 3: "plane"}


class XorNeedsHiddenLayer(Rule):
    """A model that can only draw one line is trained on rows that no line separates.

    What it does:
        Where the data is a literal table with two targets, and the output is a monotone function of
        one weighted sum of the inputs, it decides exactly, in fractions, whether a line (a plane,
        a hyperplane) separates the rows. Where none does, a point that lies among rows of both
        targets is the proof. Rows that stand in the table with both targets are left out of it. A
        table of over 2,000 rows or 64 features is not looked at.

    Why is this bad?
        No choice of weights gets all rows right, however long the training runs. XOR is the
        smallest such table.

    Example:
        output y = Dense(1, activation=sigmoid)

    Use instead:
        output y = Dense(8, activation=tanh) -> Dense(1, activation=sigmoid)

    References:
        Minsky and Papert 1969, "Perceptrons". Two finite sets can be separated if and only if
        their convex hulls have no point in common: Boyd and Vandenberghe 2004, "Convex
        Optimization", section 2.5 and exercise 2.22.
    """

    severity = Severity.ERROR
    needs = ("train", "table")
    bad = """\
data xor {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    split  = [1, 0, 0]
}

model Logistic {
    input x: [2]
    output y = Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 300
    batch  = all
}
"""
    message = (
        "no line separates the 2 rows with target 1 from the 2 with target 0, "
        "and `Logistic` decides by one line"
    )
    good = """\
data conjunction {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    split  = [1, 0, 0]
}

model Logistic {
    input x: [2]
    output y = Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 300
    batch  = all
}
"""
    fixed = """\
data xor {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    split  = [1, 0, 0]
}

model Logistic {
    input x: [2]
    output y = Dense(8, activation=tanh) -> Dense(1, activation=sigmoid)
}

train {
    loss   = binary_cross_entropy
    epochs = 300
    batch  = all
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings whose rows are proved to be out of reach."""
        for proof in subject.once(inseparable):
            if proof.units > 1 or not proof.literal:
                continue  # for `linear-model-nonlinear-task`
            yield self._finding(subject, proof, subject.models[proof.plan.model])

    def _finding(self, subject: Subject, proof: Inseparable, graph: Graph) -> Diagnostic:
        boundary = BOUNDARY.get(proof.features, "hyperplane")
        many, few = proof.counts
        message = (
            f"no {boundary} separates the {_rows(many)} with target {proof.high} from the {few} "
            f"with target {proof.low}, and `{graph.name}` decides by one {boundary}"
        )
        layers = [node for node in graph.nodes if isinstance(node.layer, Weighted)]
        place = layers[-1].place if layers else graph.place
        fix = _hidden(subject, layers[0]) if len(layers) == 1 else None
        related = _evidence(proof)
        return self.at(place, message, related=related, help=_help(layers, boundary), fix=fix)


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"


def _help(layers: list[Node], boundary: str) -> str:
    if len(layers) > 1:
        return f"an activation after each hidden layer bends the {boundary}: `activation=tanh`"
    hidden = f"a hidden layer bends the {boundary}: `Dense(8, activation=tanh)` before it"
    if layers and _steps(layers[0]):
        return f"{hidden}, and `sigmoid` for `step`, which gradients do not pass"
    return hidden


def _steps(node: Node) -> bool:
    bent = activation(node)
    return bent is not None and bent.word == "Step"


def _hidden(subject: Subject, node: Node) -> Fix | None:
    """A hidden layer in front; not before a step, through which it could not be trained."""
    if subject.written(node.place, node.layer.word) is None or _steps(node):
        return None
    start = node.place.span.start
    edit = Edit(node.place.source, Span(start, start), "Dense(8, activation=tanh) -> ")
    return Fix("add a hidden layer", (edit,), Safety.SHOWN)


def _evidence(proof: Inseparable) -> tuple[Label, ...]:
    data = proof.plan.data
    if data is None:
        return ()
    point = "one point" if proof.features > 4 else str(proof.crossing)
    text = (
        f"{point} lies {_among(proof.highs)} with target {proof.high} "
        f"and {_among(proof.lows)} with target {proof.low}"
    )
    return (Label(data.place.source, data.span("source"), text),)


def _among(rows: tuple[int, ...]) -> str:
    if len(rows) == 1:
        return f"on row {rows[0]}"
    if len(rows) > 6:
        return f"among {len(rows)} rows from {rows[0]} to {rows[-1]}"
    word = "between" if len(rows) == 2 else "among"
    return f"{word} rows {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
