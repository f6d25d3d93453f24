"""The rule `constant-condition`."""

from collections.abc import Iterator
from typing import Any

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.prove.body import blocks, bodies
from specc.prove.truth import same, truth
from specc.rule import Rule, Subject
from specc.syntax import ast


class ConstantCondition(Rule):
    """A condition is the same whatever the settings and the sizes are.

    What it does:
        Finds conditions of `if`, of a choice `a if c else b` and of `assert`, and parts of them,
        that compare numbers with numbers or a thing with itself, that ask of a size what holds for
        all sizes, that contradict themselves, or that an `if` in front of them has asked already.
        Names of constants and settings are left in peace: they are there to be changed.

    Why is this bad?
        One of the two ways is never taken, and an `assert` that cannot fail guards nothing. Mostly
        another name or another number was meant.

    Example:
        assert x.channels >= 1, "there must be channels"

    Use instead:
        assert x.channels % groups == 0, "the groups must divide the channels"

    References:
        docs/language.md, "Shapes": sizes are whole numbers of at least 1. Linters of other
        languages find the like: https://eslint.org/docs/latest/rules/no-constant-condition,
        https://eslint.org/docs/latest/rules/no-dupe-else-if.
    """

    severity = Severity.WARNING
    needs = (("if", "assert"),)
    bad = """\
block Grouped(groups) {
    input x
    assert x.channels >= 1, "there must be channels"
    x -> Conv2D(32, kernel=3, groups=groups)
}

model Net {
    input image: [32, 32, 4]
    Grouped(2) -> GlobalAvgPool
}
"""
    message = "`x.channels >= 1` is always true: it is never below 1"
    good = """\
block Grouped(groups) {
    input x
    assert x.channels % groups == 0, "the groups must divide the channels"
    x -> Conv2D(32, kernel=3, groups=groups)
}

model Net {
    input image: [32, 32, 4]
    Grouped(2) -> GlobalAvgPool
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The bodies of models and blocks."""
        for block in blocks(subject, "model", "block"):
            for body in bodies(block.body):
                for statement in body:
                    yield from self._statement(subject, statement)

    def _statement(self, subject: Subject, statement: ast.Statement) -> Iterator[Diagnostic]:
        if isinstance(statement, ast.If):
            for number, case in enumerate(statement.cases):
                asked = [one.test for one in statement.cases[:number]]
                yield from self._test(subject, case.test, "its body")
                yield from self._again(subject, case.test, asked)
        elif isinstance(statement, ast.Assert):
            yield from self._test(subject, statement.test, "")
        elif "if" in subject.scope.source.cut(statement.span):
            for choice in _choices(getattr(statement, "value", None)):
                yield from self._test(subject, choice.test, "")

    def _test(self, subject: Subject, test: ast.Expr, body: str) -> Iterator[Diagnostic]:
        found = truth(test)
        if found is None and isinstance(test, ast.Binary) and test.operator in ("and", "or"):
            yield from self._test(subject, test.left, "")
            yield from self._test(subject, test.right, "")
        if found is not None:
            source = subject.scope.source
            value, why = found
            text = " ".join(source.cut(test.span).split())
            message = f"`{text}` is always {'true' if value else 'false'}: {why}"
            help = f"{body} never runs" if body and not value else "take it away, or mend it"
            yield self.at(Place(source, test.span), message, help=help)

    def _again(
        self, subject: Subject, test: ast.Expr, asked: list[ast.Expr]
    ) -> Iterator[Diagnostic]:
        first = next((one for one in asked if same(one, test)), None)
        if first is not None and truth(test) is None:
            source = subject.scope.source
            text = " ".join(source.cut(test.span).split())
            message = f"`{text}` is always false here: it was asked before"
            related = (Label(source, first.span, "asked here first"),)
            help = "its body never runs"
            yield self.at(Place(source, test.span), message, related=related, help=help)


def _choices(value: Any) -> Iterator[ast.Conditional]:
    """The choices in a value, those inside of loops left to the bodies of these."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Conditional):
            yield one
        if isinstance(one, (ast.RepeatStep, ast.ForStep)):
            waiting.append(one.count if isinstance(one, ast.RepeatStep) else one.values)
        elif isinstance(one, tuple):
            waiting.extend(part for part in one if isinstance(part, tuple) and part)
