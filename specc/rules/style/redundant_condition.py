"""The rule `redundant-condition`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Edit, Fix, Safety, Severity
from specc.ir.dim import Contradiction, Symbol, merge_facts
from specc.ir.graph import Place
from specc.ir.tensor import UNKNOWN
from specc.resolve.bound import Report
from specc.resolve.constant import Evaluator
from specc.resolve.symbols import conjuncts, read_fact
from specc.rule import Rule, Subject
from specc.source import Source, Span
from specc.syntax import ast


class RedundantCondition(Rule):
    """A condition on a dim says what is known without it.

    What it does:
        Finds parts of the condition of a `dim` without which as much is known: `H >= 1` of a size,
        which is at least 1; `H % 8 == 0` beside `H % 16 == 0`; `H >= 16` beside `H % 16 == 0`.

    Why is this bad?
        It has to be read and kept right, and says nothing.

    Example:
        dim T where T >= 1

    Use instead:
        dim T

    References:
        docs/language.md, "Declarations": dims are positive.
    """

    severity = Severity.INFO
    needs = ("where",)
    bad = """\
dim T where T >= 1

model Words {
    input words: [T, 300]
    LSTM(64)
    Dense(3)
}
"""
    message = "`T >= 1` is known without it"
    good = """\
dim T where T >= 2

model Words {
    input words: [T, 300]
    MaxPool1D(2)
    LSTM(64)
    Dense(3)
}
"""
    fixed = """\
dim T

model Words {
    input words: [T, 300]
    LSTM(64)
    Dense(3)
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Dims that are declared with a condition; of two parts that say the same, the second."""
        for one in subject.scope.module.declarations:
            if isinstance(one, ast.Dim) and one.condition is not None:
                yield from self._dim(subject, one)

    def _dim(self, subject: Subject, declaration: ast.Dim) -> Iterator[Diagnostic]:
        source = subject.scope.source
        names = dict.fromkeys(name.text for name in declaration.names)
        parts = conjuncts(declaration.condition)
        facts = [read_fact(part, names, _constants(subject)) for part in parts]
        for at in reversed(range(len(parts))):
            fact = facts[at]
            if fact is not None and _known(fact, [*facts[:at], *facts[at + 1 :]]):
                text = " ".join(source.cut(parts[at].span).split())
                fix = _without(source, declaration, parts, at)
                place = Place(source, parts[at].span)
                help = "take it away"
                yield self.at(place, f"`{text}` is known without it", help=help, fix=fix)
                return


def _constants(subject: Subject) -> Evaluator:
    """What evaluates the numbers once more; it has found no fault in them before."""
    scope = subject.scope
    return Evaluator(scope.source, scope.lookup, lambda _: UNKNOWN, Report(), scope.names)


def _known(fact: Symbol, others: list[Symbol | None]) -> bool:
    known = [Symbol(fact.name), *(o for o in others if o is not None and o.name == fact.name)]
    without, whole = merge_facts(fact.name, known), merge_facts(fact.name, [*known, fact])
    return not isinstance(without, Contradiction) and without == whole


def _without(source: Source, declaration: ast.Dim, parts: list[ast.Expr], at: int) -> Fix | None:
    """Take a part away with its `and`, the last one with its `where`."""
    if at:
        span = Span(parts[at - 1].span.end, parts[at].span.end)
    elif len(parts) > 1:
        span = Span(parts[0].span.start, parts[1].span.start)
    else:
        span = Span(declaration.names[-1].span.end, parts[0].span.end)
    cut = source.cut(span)
    if "#" in cut or "(" in cut or ")" in cut:
        return None
    return Fix("take it away", (Edit(source, span, ""),), Safety.SAFE)
