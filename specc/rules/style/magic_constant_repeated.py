"""The rule `magic-constant-repeated`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.edit import Use, uses
from specc.ir.graph import Place
from specc.layer import Layer
from specc.prove.body import blocks
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast

FEWEST = 4
WIDTHS = {"dim", "filters", "hidden", "units", "width"}
"""What settings are called that say how wide a layer is."""


class MagicConstantRepeated(Rule):
    """One width is written out again and again.

    What it does:
        Finds numbers that say how wide a layer or a block is and that stand at least four times in
        one model or block. Off by default: a list of layers is often easier to read with its
        numbers.

    Why is this bad?
        Whoever changes one of them has to find the others, and cannot know which of them are the
        same on purpose. A constant or a setting has a name, and `--set` and sweeps can vary it.

    Example:
        Dense(512, activation=relu)

    Use instead:
        Dense(width, activation=relu)

    References:
        docs/language.md, "Declarations" and "Sweeps". pylint and ruff look for the like in
        comparisons (R2004, PLR2004): https://github.com/astral-sh/ruff/pull/1828.
    """

    severity = Severity.INFO
    default = False
    needs = ("model",)
    bad = """\
model Net {
    input x: [20]
    y = Dense(512, activation=relu)
    z = Dense(512, activation=relu) -> Dense(512)
    y + z -> ReLU -> Dense(512, activation=relu)
    Dense(10)
}
"""
    message = "the width 512 is written 4 times in `Net`"
    good = """\
model Net(width=512) {
    input x: [20]
    y = Dense(width, activation=relu)
    z = Dense(width, activation=relu) -> Dense(width)
    y + z -> ReLU -> Dense(width, activation=relu)
    Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The numbers of each model and block."""
        source = subject.scope.source
        for block in blocks(subject, "model", "block"):
            found: dict[int, set[Span]] = {}
            for use in _uses_of(source, block):
                for value, span in _widths(use):
                    found.setdefault(value, set()).add(span)
            for value, spans in found.items():
                if len(spans) >= FEWEST:
                    yield self._finding(source, block, value, sorted(spans))

    def _finding(
        self, source: Source, block: ast.Block, value: int, spans: list[Span]
    ) -> Diagnostic:
        message = f"the width {value} is written {len(spans)} times in `{block.name.text}`"
        related = tuple(Label(source, span, "again") for span in spans[1:FEWEST])
        help = f"a constant or a setting has a name: `let width = {value}`"
        return self.at(Place(source, spans[0]), message, related=related, help=help)


def _uses_of(source: Source, block: ast.Block) -> Iterator[Use]:
    """The layers and blocks that a body uses."""
    yield from uses(ast.Module(source, (block,), ())).values()


def _widths(use: Use) -> Iterator[tuple[int, Span]]:
    """The widths that are written out in a use of a layer or of a block."""
    if not isinstance(use, ast.Call):
        return
    cls = Layer.known.get(use.name.text)
    first = next(iter(cls.settings), "") if cls is not None else ""
    for at, argument in enumerate(use.arguments):
        name = argument.name.text if argument.name is not None else first if at == 0 else ""
        value = argument.value
        if name in WIDTHS and isinstance(value, ast.Number) and type(value.value) is int:
            yield value.value, value.span
