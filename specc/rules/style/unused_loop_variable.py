"""The rule `unused-loop-variable`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.edit import name_of
from specc.ir.graph import Place
from specc.prove.body import blocks, bodies, loops
from specc.prove.mention import words
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast


class UnusedLoopVariable(Rule):
    """A loop goes over values and does not look at them.

    What it does:
        Finds `for` loops whose variable nothing in the block mentions, unless its name begins with
        `_`. A file with errors, which may hide uses, is left in peace.

    Why is this bad?
        `repeat` says the same, and says that all rounds are alike. Where they were not to be alike,
        a layer in the body was to take the variable.

    Example:
        for i in range(3) { Dense(64, activation=relu) }

    Use instead:
        repeat 3 { Dense(64, activation=relu) }

    References:
        https://docs.astral.sh/ruff/rules/unused-loop-control-variable (B007) finds the like in
        Python. docs/language.md, "Statements".
    """

    severity = Severity.INFO
    needs = ("for",)
    bad = """\
model Net {
    input x: [64]
    for i in range(3) { Dense(64, activation=relu) }
    Dense(10)
}
"""
    message = "nothing uses the loop's variable `i`"
    good = """\
model Net {
    input x: [64]
    for width in [64, 48, 32] { Dense(width, activation=relu) }
    Dense(10)
}
"""
    fixed = """\
model Net {
    input x: [64]
    repeat 3 { Dense(64, activation=relu) }
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Loops of models and blocks; the variable stays bound behind the loop."""
        if subject.scope.project.report.failed:
            return
        for block in blocks(subject, "model", "block"):
            known: frozenset[str] | None = None
            for loop in _loops(block):
                known = words(block.body) if known is None else known
                name = loop.variable.text
                if name not in known and not name.startswith("_"):
                    yield self._finding(subject.scope.source, loop)

    def _finding(self, source: Source, loop: ast.ForStep) -> Diagnostic:
        message = f"nothing uses the loop's variable `{loop.variable.text}`"
        count = _count(source, loop.values)
        span = Span(loop.span.start, loop.values.span.end)
        edit = (
            Edit(source, span, f"repeat {count}") if count and "#" not in source.cut(span) else None
        )
        return self.at(
            Place(source, loop.variable.span), message, help="`repeat` takes a count",
            fix=None if edit is None else Fix("repeat it", (edit,), Safety.SAFE),
        )  # fmt: skip


def _loops(block: ast.Block) -> Iterator[ast.ForStep]:
    for body in bodies(block.body):
        for statement in body:
            for loop in loops(getattr(statement, "value", None)):
                if isinstance(loop, ast.ForStep):
                    yield loop


def _count(source: Source, values: ast.Expr) -> str:
    """How many values there are, as it can be written; empty where that is not plain to see."""
    if isinstance(values, ast.ListExpr):
        return str(len(values.items))
    if isinstance(values, ast.Call) and name_of(values) == "range" and len(values.arguments) == 1:
        only = values.arguments[0].value
        return source.cut(only.span) if isinstance(only, (ast.Number, ast.Name)) else ""
    return ""
