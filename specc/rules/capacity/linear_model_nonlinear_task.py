"""The rule `linear-model-nonlinear-task`."""

from collections.abc import Iterator
from itertools import groupby

from specc.diagnostics import Diagnostic, Edit, Fix, Label, Safety, Severity
from specc.ir.graph import Graph, Node, Place
from specc.layer import Weighted
from specc.prove.table import Inseparable, inseparable, linear
from specc.rule import Rule, Subject
from specc.source import Span

BOUNDARY = {1: "threshold", 2: "line", 3: "plane"}


class LinearModelNonlinearTask(Rule):
    """Classes that no line separates, and a model that puts a line between any two.

    What it does:
        Where a model's outputs are weighted sums of its inputs, one for each class, it takes the
        rows of a literal table, and decides exactly, in fractions, whether a line (a plane, a
        hyperplane) separates each class from each other one. With `--data` it does so as well for
        the sets of scikit-learn and for CSV and NPZ files of up to 5,000 rows and 64 features.
        There the finding is an info: a linear model may be good enough, and training sees only its
        share of the rows. Equal rows of different classes are left out; what a bounded time does
        not decide is not reported.

    Why is this bad?
        Under a softmax one class wins over another where one weighted sum exceeds the other, which
        is on one side of a hyperplane. Where none separates the rows of the two classes, no choice
        of weights gets them all right, however long the training runs.

    Example:
        output kind = Dense(3, activation=softmax)

    Use instead:
        output kind = Dense(8, activation=tanh) -> Dense(3, activation=softmax)

    References:
        Minsky and Papert 1969, "Perceptrons". Two finite sets can be separated if and only if
        their convex hulls have no point in common: Boyd and Vandenberghe 2004, "Convex
        Optimization", section 2.5 and exercise 2.22. Of the three kinds of iris one can be
        separated from the others by a line, and the other two not from each other: the
        description of the set in scikit-learn (`sklearn.datasets.load_iris`).
    """

    severity = Severity.ERROR
    needs = ("train", ("csv", "npz", "sklearn", "table"))
    bad = """\
data signals {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1], [3, 3]], [0, 1, 1, 0, 2])
    split  = [1, 0, 0]
}

model Linear {
    input x: [2]
    output kind = Dense(3, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=0.01)
    epochs    = 1000
    batch     = all
}
"""
    message = (
        "no line separates the 2 rows of class 1 from the 2 of class 0, "
        "and `Linear` puts one line between two classes"
    )
    good = """\
data signals {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1], [3, 3]], [0, 1, 1, 1, 2])
    split  = [1, 0, 0]
}

model Linear {
    input x: [2]
    output kind = Dense(3, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=0.01)
    epochs    = 1000
    batch     = all
}
"""
    fixed = """\
data signals {
    source = table([[0, 0], [0, 1], [1, 0], [1, 1], [3, 3]], [0, 1, 1, 0, 2])
    split  = [1, 0, 0]
}

model Linear {
    input x: [2]
    output kind = Dense(8, activation=tanh) -> Dense(3, activation=softmax)
}

train {
    loss      = cross_entropy
    optimizer = adam(lr=0.01)
    epochs    = 1000
    batch     = all
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Trainings whose rows are proved to be out of reach, and data that cannot be read."""
        proofs = (p for p in subject.once(inseparable) if p.units > 1 or not p.literal)
        for name, together in groupby(proofs, key=lambda proof: proof.plan.model):
            yield self._finding(subject, subject.models[name], list(together))
        for one in subject.once(linear):
            if isinstance(one.sample, str) and one.plan.data is not None:
                data = one.plan.data
                place = Place(data.place.source, data.span("source"))
                message = f"the data was not looked at: {one.sample}"
                yield self.at(place, message, severity=Severity.WARNING)

    def _finding(self, subject: Subject, graph: Graph, proofs: list[Inseparable]) -> Diagnostic:
        proof = proofs[0]
        boundary = BOUNDARY.get(proof.features, "hyperplane")
        many, few = proof.counts
        message = (
            f"no {boundary} separates the {many} row{'s' * (many != 1)} of {_class(proof, True)} "
            f"from the {few} of {_class(proof, False)}, and `{graph.name}` "
            f"puts one {boundary} between two classes"
        )
        layers = [node for node in graph.nodes if isinstance(node.layer, Weighted)]
        return self.at(
            layers[-1].place if layers else graph.place,
            message,
            related=_evidence(proof),
            help=_help(proofs, layers, boundary),
            fix=_hidden(subject, layers[0]) if len(layers) == 1 else None,
            severity=Severity.ERROR if proof.literal else Severity.INFO,
        )


def _class(proof: Inseparable, high: bool) -> str:
    name = proof.high if high else proof.low
    return f"class {name}" if proof.literal else f"`{name}`"


def _help(proofs: list[Inseparable], layers: list[Node], boundary: str) -> str:
    more = len(proofs) - 1
    others = f"; {more} more pair{'s' * (more > 1)} of classes cannot be separated" * (more > 0)
    if len(layers) > 1:
        return f"an activation after each hidden layer bends the {boundary}{others}"
    hidden = "`Dense(8, activation=tanh)` before it"
    return f"a hidden layer bends the {boundary}: {hidden}{others}"


def _hidden(subject: Subject, node: Node) -> Fix | None:
    """A hidden layer in front."""
    if subject.written(node.place, node.layer.word) is None:
        return None
    start = node.place.span.start
    edit = Edit(node.place.source, Span(start, start), "Dense(8, activation=tanh) -> ")
    return Fix("add a hidden layer", (edit,), Safety.SHOWN)


def _evidence(proof: Inseparable) -> tuple[Label, ...]:
    data = proof.plan.data
    if data is None:
        return ()
    point = str(proof.crossing) if proof.features < 5 and proof.literal else "one point"
    text = (
        f"{point} lies among {_rows(proof.highs)} of {_class(proof, True)} "
        f"and {_rows(proof.lows)} of {_class(proof, False)}"
    )
    return (Label(data.place.source, data.span("source"), text),)


def _rows(rows: tuple[int, ...]) -> str:
    if len(rows) > 6:
        return f"{len(rows)} rows from {rows[0]} to {rows[-1]}"
    listed = ", ".join(map(str, rows))
    return f"row{'s' * (len(rows) > 1)} {listed}"
