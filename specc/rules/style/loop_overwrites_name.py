"""The rule `loop-overwrites-name`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Place
from specc.prove.body import blocks, loops
from specc.prove.mention import mentions
from specc.rule import Rule, Subject
from specc.source import Span
from specc.syntax import ast


class LoopOverwritesName(Rule):
    """A loop's variable takes the name of a setting or a constant that is used behind it.

    What it does:
        Finds `for` loops whose variable is called like a setting of the block, a constant of its
        body or the variable of a loop around it, where the name is used behind the loop. Nothing
        is said where it is not.

    Why is this bad?
        Names that are bound in a loop stay bound behind it. There the name stands for the last
        value of the loop, not for what the block was given.

    Example:
        for width in [32, 64] { Dense(width, activation=relu) }
        Dense(width)

    Use instead:
        for hidden in [32, 64] { Dense(hidden, activation=relu) }
        Dense(width)

    References:
        docs/language.md, "Statements". pylint finds the like in Python:
        https://pylint.pycqa.org/en/latest/messages/refactor/redefined-argument-from-local.html.
    """

    severity = Severity.WARNING
    needs = ("for",)
    bad = """\
block Tower(width) {
    for width in [32, 64] { Dense(width, activation=relu) }
    Dense(width)
}

model Net {
    input x: [20]
    Tower(10)
}
"""
    message = "the loop takes the name `width`, which is 64 behind it and no setting any more"
    good = """\
block Tower(width) {
    for hidden in [32, 64] { Dense(hidden, activation=relu) }
    Dense(width)
}

model Net {
    input x: [20]
    Tower(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Bodies of models and blocks, with the names that their settings take."""
        for block in blocks(subject, "model", "block"):
            given = {p.name.text: ("setting", p.span) for p in block.parameters}
            yield from self._body(subject, block, block.body, given)

    def _body(
        self,
        subject: Subject,
        block: ast.Block,
        body: tuple[ast.Statement, ...],
        taken: dict[str, tuple[str, Span]],
    ) -> Iterator[Diagnostic]:
        """The loops of a body; `taken` are the names that stand for something there."""
        taken = dict(taken)
        for statement in body:
            if isinstance(statement, ast.Let):
                taken[statement.name.text] = ("constant", statement.span)
            elif isinstance(statement, ast.If):
                for case in statement.cases:
                    yield from self._body(subject, block, case.body, taken)
                yield from self._body(subject, block, statement.otherwise, taken)
            for loop in loops(getattr(statement, "value", None)):
                inner = taken
                if isinstance(loop, ast.ForStep):
                    yield from self._loop(subject, block, loop, taken)
                    inner = {**taken, loop.variable.text: ("variable", loop.variable.span)}
                yield from self._body(subject, block, loop.body, inner)

    def _loop(
        self,
        subject: Subject,
        block: ast.Block,
        loop: ast.ForStep,
        taken: dict[str, tuple[str, Span]],
    ) -> Iterator[Diagnostic]:
        name = loop.variable.text
        if name not in taken or not _used_behind(block, loop):
            return
        what, span = taken[name]
        source = subject.scope.source
        listed = loop.values.items if isinstance(loop.values, ast.ListExpr) else ()
        value = source.cut(listed[-1].span) if listed else "its last value"
        message = (
            f"the loop takes the name `{name}`, which is {value} behind it and no {what} any more"
        )
        related = (Label(source, span, "stood for this before"),)
        yield self.at(
            Place(source, loop.variable.span), message, related=related,
            help="choose another name for the loop's variable",
        )  # fmt: skip


def _used_behind(block: ast.Block, loop: ast.ForStep) -> bool:
    """Whether the name of a loop's variable is used behind the loop."""
    name = loop.variable.text
    uses = (one for one in mentions(block.body) if one.text == name)
    return any(one.span.start >= loop.span.end for one in uses)
