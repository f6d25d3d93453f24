"""The rule `pointless-loop`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.edit import name_of
from specc.ir.graph import Place
from specc.prove.body import blocks, bodies, loops
from specc.rule import Rule, Subject
from specc.syntax import ast


class PointlessLoop(Rule):
    """A loop is written that runs once or never.

    What it does:
        Finds `repeat 0`, `repeat 1`, and loops over an empty list or over one value, where the
        number is written out. A count that a name stands for may become another one.

    Why is this bad?
        A body that never runs is not part of the model, and it looks as if it were: that is a
        warning. A loop of one round says in more words what its body says.

    Example:
        repeat 0 { Dense(64, activation=relu) }

    Use instead:
        repeat 2 { Dense(64, activation=relu) }

    References:
        docs/language.md, "Statements". The like in JavaScript:
        https://eslint.org/docs/latest/rules/no-unreachable-loop.
    """

    severity = Severity.WARNING
    needs = (("for", "repeat"),)
    bad = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    repeat 0 { Dense(64, activation=relu) }
    Dense(10)
}
"""
    message = "the loop never runs: its body is not part of the model"
    good = """\
model Net {
    input x: [20]
    Dense(64, activation=relu)
    repeat 2 { Dense(64, activation=relu) }
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Loops of models and blocks."""
        for block in blocks(subject, "model", "block"):
            for body in bodies(block.body):
                for statement in body:
                    for loop in loops(getattr(statement, "value", None)):
                        yield from self._loop(subject, loop)

    def _loop(self, subject: Subject, loop: "ast.RepeatStep | ast.ForStep") -> Iterator[Diagnostic]:
        rounds, written = _rounds(loop)
        if rounds is None or rounds > 1:
            return
        place = Place(subject.scope.source, written.span)
        if rounds < 1:
            message = "the loop never runs: its body is not part of the model"
            yield self.at(place, message, help="take it away, or say how often it runs")
        else:
            message = "the loop runs once: its body alone says the same"
            yield self.at(place, message, help="write the body", severity=Severity.INFO)


def _rounds(loop: "ast.RepeatStep | ast.ForStep") -> tuple[int | float | None, ast.Expr]:
    """How often a loop runs, where that is written out, and where it stands."""
    written = loop.count if isinstance(loop, ast.RepeatStep) else loop.values
    if isinstance(written, ast.ListExpr):
        return len(written.items), written
    count: ast.Expr = written
    if (
        isinstance(written, ast.Call)
        and name_of(written) == "range"
        and len(written.arguments) == 1
    ):
        count = written.arguments[0].value
    return (count.value if isinstance(count, ast.Number) else None), written
