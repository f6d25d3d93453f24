"""The rule `unused-parameter`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.ir.graph import Place
from specc.prove.body import blocks
from specc.prove.mention import words
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast


class UnusedParameter(Rule):
    """A block or a model has a setting that changes nothing.

    What it does:
        Finds settings that neither the body mentions nor a setting behind them. Those of extern
        layers go to the Python class, and a name that begins with `_` is meant to be unused.

    Why is this bad?
        Whoever gives it thinks that it does something: `Residual(64, dropout=0.3)` drops nothing.
        Mostly the number stands in the body once more, written out.

    Example:
        block Head(classes, rate=0.5) {
            Dropout(0.5) -> Dense(classes)

    Use instead:
        block Head(classes, rate=0.5) {
            Dropout(rate) -> Dense(classes)

    References:
        Linters of other languages find the like in functions:
        https://pylint.pycqa.org/en/latest/messages/warning/unused-argument.html,
        https://docs.astral.sh/ruff/rules/unused-function-argument (ARG001).
    """

    severity = Severity.WARNING
    needs = ("model",)
    bad = """\
block Head(classes, rate=0.5) {
    Dropout(0.5) -> Dense(classes)
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Head(10)
}
"""
    message = "nothing in `Head` uses its setting `rate`"
    good = """\
block Head(classes, rate=0.5) {
    Dropout(rate) -> Dense(classes)
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Head(10)
}
"""
    fixed = """\
block Head(classes) {
    Dropout(0.5) -> Dense(classes)
}

model Digits {
    input image: [8, 8, 1]
    Flatten
    Dense(64, activation=relu)
    Head(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models and blocks that have settings."""
        if subject.scope.project.report.failed:
            return
        for block in blocks(subject, "model", "block"):
            known = words((block.parameters, block.body)) if block.parameters else frozenset()
            for parameter in block.parameters:
                name = parameter.name.text
                if name not in known and not name.startswith("_"):
                    yield self._finding(subject, block, parameter)

    def _finding(self, subject: Subject, block: ast.Block, parameter: ast.Parameter) -> Diagnostic:
        source, name = subject.scope.source, parameter.name.text
        message = f"nothing in `{block.name.text}` uses its setting `{name}`"
        edit = _without(source, block, parameter)
        fix = None if edit is None else Fix("take it away", (edit,), Safety.UNSAFE)
        return self.at(
            Place(source, parameter.span), message, help="use it in the body, or take it away",
            fix=fix,
        )  # fmt: skip


def _without(source: Source, block: ast.Block, parameter: ast.Parameter) -> Edit | None:
    """Take away the last setting, which has a default; None where one in front would shift others.

    A use that gives it by name, or that names so many settings, is an error afterwards.
    """
    if parameter.default is None or parameter is not block.parameters[-1]:
        return None
    if len(block.parameters) == 1:
        opening = source.text.index("(", block.name.span.end)
        span = Span(opening, source.text.index(")", parameter.span.end) + 1)
    else:
        span = Span(block.parameters[-2].span.end, parameter.span.end)
    return None if "#" in source.cut(span) else Edit(source, span, "")
