"""The rule `multiply-add-budget`."""

from collections.abc import Iterator, Sequence

from specc.cost import add, node_macs
from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph
from specc.options import Options
from specc.rule import Rule, Subject


class MultiplyAddBudget(Rule):
    """A model takes more multiply-adds than the project allows.

    What it does:
        Compares the multiply-adds of one example with `max-macs` of the configuration. Without that
        setting, and where a size is known only at run time, it finds nothing.

    Why is this bad?
        Time and energy of an answer grow with the multiply-adds; a changed kernel or stride passes
        the limit of a device silently.

    Example:
        Conv2D(64, kernel=7, padding=same, activation=relu)

    Use instead:
        Conv2D(64, kernel=3, stride=2, padding=same, activation=relu)

    References:
        The budget is the project's own: `max-macs` under `[tool.specc]` in `pyproject.toml`.
    """

    severity = Severity.WARNING
    needs = ("model", "max_macs")
    options = Options(max_macs=2_000_000)
    bad = """\
model Digits {
    input image: [28, 28, 1]
    Conv2D(64, kernel=7, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10, activation=softmax)
}
"""
    message = "`Digits` takes 2459264 multiply-adds an example, and the project allows 2000000"
    good = """\
model Digits {
    input image: [28, 28, 1]
    Conv2D(64, kernel=3, stride=2, padding=same, activation=relu)
    GlobalAvgPool
    Dense(10, activation=softmax)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models beyond the budget."""
        budget = subject.options.max_macs
        if budget is None:
            return
        for graph in subject.models.values():
            counts = [node_macs(graph, node) for node in graph.nodes]
            total = counts[0] if counts else 0
            for count in counts[1:]:
                total = add(total, count)
            if isinstance(total, int) and total > budget:
                message = f"`{graph.name}` takes {total} multiply-adds an example"
                message = f"{message}, and the project allows {budget}"
                yield self.at(graph.place, message, related=_largest(graph, counts))


def _largest(graph: Graph, counts: Sequence[object]) -> tuple[Label, ...]:
    known = [count if isinstance(count, int) else 0 for count in counts]
    most = max(known)
    place = graph.nodes[known.index(most)].place
    return (Label(place.source, place.span, f"{most} of them are here"),)
