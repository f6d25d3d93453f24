"""What a model needs to be true of its dims, found by assuming it and looking again."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from specc.diagnostics import Diagnostic, Edit, Fix, Safety
from specc.ir.dim import Contradiction, Symbol, merge_facts
from specc.namedtuple import NamedTuple
from specc.resolve.bound import Condition, Report
from specc.resolve.module import ModuleScope, Project
from specc.resolve.symbols import Facts, conjuncts, read_fact
from specc.source import Span
from specc.syntax import ast

MAX_ROUNDS = 64
_FACT = re.compile(r"(\w+)(?: % (\d+))? (==|<=|>=) (\d+)")

Again: TypeAlias = Callable[[Facts], Report]
"""Resolves everything once more, under facts that are taken to hold."""


class Conjunct(NamedTuple):
    """A part of a declared condition: its text, and what it says, where that was understood."""

    text: str
    fact: Symbol | None


class Need:
    """What one model needs: symbols that carry the facts, by dim, and the findings behind them."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[Symbol, ...]] = {}
        self.found: list[tuple[Diagnostic, dict[str, Symbol]]] = []

    def learn(self, found: Diagnostic, condition: Condition) -> bool:
        """Take a condition in; whether any of it is new."""
        symbols = {symbol.name: symbol for symbol in map(_read, condition.facts)}
        new = {n: s for n, s in symbols.items() if s not in self.facts.get(n, ())}
        for name, symbol in new.items():
            self.facts[name] = (*self.facts.get(name, ()), symbol)
        self.found.append((found, symbols))
        return bool(new)

    def telling(self) -> Diagnostic | None:
        """The first finding whose own condition is all that the model needs."""
        return next((one for one, symbols in self.found if self._says_all(symbols)), None)

    def _says_all(self, symbols: Mapping[str, Symbol]) -> bool:
        return all(
            name in symbols and merge_facts(name, known) == merge_facts(name, [symbols[name]])
            for name, known in self.facts.items()
        )


def with_fixes(project: Project, again: Again) -> tuple[Diagnostic, ...]:
    """The findings; help and fix of those that conditions on dims would mend say all of these.

    A fault hides what follows from it, so a condition that mends it may show the next one. Each
    model's conditions are assumed until no other is left. Where one of these says all that the
    others say, it is the one that is reported: `H % 16 == 0` of a join, not `H >= 2` of a pool.
    """
    report = project.report
    needs = _needs(report, again)
    found: dict[int, Diagnostic] = dict(enumerate(report.found))
    told: set[str] = set()
    for at, model, _ in report.conditions:
        need = needs.get(model)
        edits = list(_edits(project, need.facts)) if need is not None else []
        telling = need.telling() if need is not None else None
        if model in told:
            del found[at]
        elif edits:
            found[at] = _mended(telling or found[at], edits)
            told.update([model] if telling is not None else [])
    return tuple(found.values())


def _mended(found: Diagnostic, edits: list[tuple[Edit, str]]) -> Diagnostic:
    texts = " and ".join(text for _, text in edits)
    fix = Fix(f"declare {texts}", tuple(edit for edit, _ in edits), Safety.SAFE)
    return found._replace(help=f"say so: {texts}", fix=fix)


def _needs(first: Report, again: Again) -> dict[str, Need]:
    """What each model needs; nothing where no sizes can satisfy all of it."""
    needs: dict[str, Need] = {}
    report = first
    for _ in range(MAX_ROUNDS):
        news = [
            needs.setdefault(one.model, Need()).learn(report.found[one.at], one)
            for one in report.conditions
        ]
        if not any(news):
            break
        assumed: dict[str, tuple[Symbol, ...]] = {}
        for need in needs.values():
            for name, symbols in need.facts.items():
                assumed[name] = assumed.get(name, ()) + symbols
        report = again(assumed)
        if any(one.rule == "invalid-condition" for one in report.found):
            return {}
    return needs


def _read(text: str) -> Symbol:
    match = _FACT.fullmatch(text)
    assert match is not None, text
    name, divisor, sign, number = match[1], match[2], match[3], int(match[4])
    if divisor is not None:
        return Symbol(name, int(divisor))
    return Symbol(name, 1, 1 if sign == "<=" else number, None if sign == ">=" else number)


def _edits(
    project: Project, needed: Mapping[str, tuple[Symbol, ...]]
) -> Iterator[tuple[Edit, str]]:
    """For each declaration that has to say more: the edit, and how it then reads."""
    for scope in project.scopes():
        for declaration in scope.dims():
            names = [name.text for name in declaration.names if name.text in needed]
            if names:
                yield _edit(scope, declaration, {name: needed[name] for name in names})


def _edit(
    scope: ModuleScope, declaration: ast.Dim, needed: Mapping[str, tuple[Symbol, ...]]
) -> tuple[Edit, str]:
    parts = _declared(scope, declaration)
    for name, symbols in needed.items():
        parts = _joined(parts, name, symbols)
    text = " and ".join(part.text for part in parts)
    names = ", ".join(name.text for name in declaration.names)
    shown = f"`dim {names} where {text}`"
    if declaration.condition is not None:
        return Edit(scope.source, declaration.condition.span, text), shown
    end = declaration.names[-1].span.end
    return Edit(scope.source, Span(end, end), f" where {text}"), shown


def _declared(scope: ModuleScope, declaration: ast.Dim) -> list[Conjunct]:
    names = {name.text: None for name in declaration.names}
    return [
        Conjunct(
            " ".join(scope.source.cut(part.span).split()),
            read_fact(part, names, scope.constants),
        )
        for part in conjuncts(declaration.condition)
    ]


def _joined(parts: list[Conjunct], name: str, symbols: tuple[Symbol, ...]) -> list[Conjunct]:
    """The parts with what else is needed of a dim, each in the place of a weaker one."""
    known = [part.fact for part in parts if part.fact is not None and part.fact.name == name]
    before, after = merge_facts(name, known), merge_facts(name, [*known, *symbols])
    if isinstance(before, Contradiction) or isinstance(after, Contradiction):
        return parts
    if after.lower == after.upper:
        fixed = Conjunct(f"{name} == {after.lower}", after)
        return _placed(parts, fixed, lambda fact: fact.name == name)
    if after.divisor != before.divisor:
        fact = Conjunct(f"{name} % {after.divisor} == 0", Symbol(name, after.divisor))
        parts = _placed(parts, fact, lambda f: f.name == name and f.divisor > 1)
    if after.lower > max(before.lower, after.divisor):
        least = max(symbol.lower for symbol in symbols)
        fact = Conjunct(f"{name} >= {least}", Symbol(name, 1, least))
        parts = _placed(parts, fact, lambda f: f.name == name and f.divisor == 1 and f.lower > 1)
    if after.upper != before.upper:
        most = min(symbol.upper for symbol in symbols if symbol.upper is not None)
        fact = Conjunct(f"{name} <= {most}", Symbol(name, 1, 1, most))
        parts = _placed(parts, fact, lambda f: f.name == name and f.upper is not None)
    return parts


def _placed(
    parts: list[Conjunct], new: Conjunct, weaker: Callable[[Symbol], bool]
) -> list[Conjunct]:
    """The new part in the place of the first weaker one, the others of these left out."""
    at = [i for i, part in enumerate(parts) if part.fact is not None and weaker(part.fact)]
    if not at:
        return [*parts, new]
    return [new if i == at[0] else part for i, part in enumerate(parts) if i not in at[1:]]
