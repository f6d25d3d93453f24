"""The rule `unread-input`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Severity
from specc.ir.graph import Place
from specc.prove.body import blocks
from specc.prove.mention import words
from specc.rule import Rule, Subject
from specc.syntax import ast

SOURCES = {"Learned", "Noise"}
"""Layers that take the number of examples from the first input, without naming it."""


class UnreadInput(Rule):
    """A model or a block has an input that nothing reads.

    What it does:
        Finds inputs whose name stands in no flow, where there are several. A single input is the
        current tensor and needs no name; the first one is read by `Learned` and `Noise`, which
        take the number of examples from it.

    Why is this bad?
        Whoever calls the model has to bring a tensor for nothing, and thinks that it matters.
        Mostly it was to be joined with the others and was forgotten.

    Example:
        image -> GlobalAvgPool -> Dense(10)

    Use instead:
        [image -> GlobalAvgPool, age] -> Concat -> Dense(10)

    References:
        docs/language.md, "Inputs and outputs". Keras 3.15 builds such a model without a warning.
        Linters look for the like in functions: pylint's `unused-argument`, ruff's ARG001.
    """

    severity = Severity.WARNING
    needs = ("model",)
    bad = """\
model Risk {
    input image: [32, 32, 3]
    input age: [1]
    image -> GlobalAvgPool -> Dense(10)
}
"""
    message = "nothing in `Risk` reads the input `age`"
    good = """\
model Risk {
    input image: [32, 32, 3]
    input age: [1]
    [image -> GlobalAvgPool, age] -> Concat -> Dense(10)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Models and blocks of the checked file that have several inputs."""
        if subject.scope.project.report.failed:
            return
        for block in blocks(subject, "model", "block"):
            names = [n for s in block.body if isinstance(s, ast.Input) for n in s.names]
            if len(names) < 2:
                continue
            read = words(block.body)
            first = names[0].text if not SOURCES.isdisjoint(read) else ""
            for name in names:
                if name.text not in read and name.text != first:
                    message = f"nothing in `{block.name.text}` reads the input `{name.text}`"
                    help = f"a flow that starts from it reads it: `{name.text} -> ...`"
                    yield self.at(Place(subject.scope.source, name.span), message, help=help)
