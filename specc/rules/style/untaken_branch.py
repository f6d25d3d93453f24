"""The rule `untaken-branch`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Place
from specc.prove.body import blocks, bodies
from specc.prove.taken import taken
from specc.rule import Rule, Subject
from specc.syntax import ast


class UntakenBranch(Rule):
    """No use of a block takes one of its ways.

    What it does:
        Finds bodies of `if`, `else if` and `else` in a block that run in none of at least two uses
        of it. Off by default: a block may be made for more than one file. Models are left in peace;
        their settings are there to be changed.

    Why is this bad?
        What never runs is never checked by being used, and has to be read all the same.

    Example:
        Residual(16)
        Residual(16)

    Use instead:
        Residual(16)
        Residual(32)

    References:
        docs/language.md, "Statements": conditions are decided by the compiler, so that one which
        is always the same leaves nothing in the model.
    """

    severity = Severity.INFO
    default = False
    needs = ("if",)
    bad = """\
block Residual(width) {
    input x
    y = x -> Conv2D(width, kernel=3, padding=same, activation=relu)
    skip = x
    if x.channels != width {
        skip = x -> Conv2D(width, kernel=1)
    }
    output y + skip
}

model Net {
    input image: [32, 32, 16]
    Residual(16)
    Residual(16)
    GlobalAvgPool -> Dense(10)
}
"""
    message = "`x.channels != width` is false each of the 2 times that `Residual` asks it"
    good = """\
block Residual(width) {
    input x
    y = x -> Conv2D(width, kernel=3, padding=same, activation=relu)
    skip = x
    if x.channels != width {
        skip = x -> Conv2D(width, kernel=1)
    }
    output y + skip
}

model Net {
    input image: [32, 32, 16]
    Residual(16)
    Residual(32)
    GlobalAvgPool -> Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The conditions of blocks that are used more than once."""
        if subject.scope.project.report.failed:
            return
        ways = subject.once(taken)
        for block in blocks(subject, "block"):
            for body in bodies(block.body):
                for statement in body:
                    if isinstance(statement, ast.If) and len(ways.get(statement.span, ())) > 1:
                        yield from self._ways(subject, block, statement, ways[statement.span])

    def _ways(
        self, subject: Subject, block: ast.Block, statement: ast.If, ways: list[int]
    ) -> Iterator[Diagnostic]:
        source = subject.scope.source
        of = f"each of the {len(ways)} times that `{block.name.text}` asks it"
        help = "what no use needs can go"
        for number, case in enumerate(statement.cases):
            text = " ".join(source.cut(case.test.span).split())
            place = Place(source, case.test.span)
            if number not in ways and max(ways) > number:
                yield self.at(place, f"`{text}` is false {of}", help=help)
            elif set(ways) == {number}:
                yield self.at(place, f"`{text}` is true {of}", help=help)
