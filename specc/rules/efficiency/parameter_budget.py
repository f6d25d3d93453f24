"""The rule `parameter-budget`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node
from specc.options import Options
from specc.rule import Rule, Subject


class ParameterBudget(Rule):
    """A model has more parameters than the project allows.

    What it does:
        Compares the parameters of each model, trainable and fixed, with `max-params` of the
        configuration. Without that setting it finds nothing.

    Why is this bad?
        A model that is to fit a device or a download has a size that must not be passed; a changed
        width passes it silently.

    Example:
        Dense(4096, activation=relu)

    Use instead:
        Dense(256, activation=relu)

    References:
        The budget is the project's own: `max-params` under `[tool.specc]` in `pyproject.toml`.
    """

    severity = Severity.WARNING
    needs = ("model", "max_params")
    options = Options(max_params=500_000)
    bad = """\
model Digits {
    input image: [28, 28, 1]
    Flatten
    Dense(4096, activation=relu)
    Dense(10, activation=softmax)
}
"""
    message = "`Digits` has 3256330 parameters, and the project allows 500000"
    good = """\
model Digits {
    input image: [28, 28, 1]
    Flatten
    Dense(256, activation=relu)
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models beyond the budget."""
        budget = subject.options.max_params
        if budget is None:
            return
        for graph in subject.models.values():
            count = graph.trainable + graph.fixed
            if count > budget:
                message = f"`{graph.name}` has {count} parameters, and the project allows {budget}"
                yield self.at(graph.place, message, related=_largest(graph))


def _largest(graph: Graph) -> tuple[Label, ...]:
    node = max(graph.nodes, key=_count)
    place = node.place
    return (Label(place.source, place.span, f"{_count(node)} of them are here"),)


def _count(node: Node) -> int:
    return node.trainable + node.fixed
