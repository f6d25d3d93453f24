"""Whether sizes agree: always, never, or under a condition that the language can state."""

from __future__ import annotations

import math
from typing import TypeAlias

from specc.ir.dim_expression import Dim, Size, bounds, known_symbols, render, size_of
from specc.ir.dim_range import Range, range_at_least, range_equal, range_of
from specc.ir.dim_residue import MAX_CASES, moduli, residue_cases, vanishing_divisors
from specc.ir.dim_terms import (
    DimTooComplex,
    Symbol,
    Terms,
    as_constant,
    divide_exactly,
    shared_atoms,
)
from specc.namedtuple import NamedTuple

_MAX_LISTED = 1024


class Agreement(NamedTuple):
    """The answer to "does it hold?": `always`, `never`, or where `condition` does.

    The condition is text as after `where`, the weakest of its kind that was found to be
    enough; empty where none was found, or none is needed.
    """

    always: bool
    never: bool
    condition: str = ""


ALWAYS = Agreement(True, False)
NEVER = Agreement(False, True)
UNKNOWN = Agreement(False, False)

_Solution: TypeAlias = bool | Range | None
"""Where a size is 0: everywhere, nowhere, in a range of its only symbol, or not known."""


def agreement(left: Size, right: Size) -> Agreement:
    """Whether two sizes are the same number."""
    try:
        difference = left - right
        return _where_zero(difference) if isinstance(difference, Dim) else _fixed(difference == 0)
    except DimTooComplex:
        return UNKNOWN


def at_least(size: Size, least: int) -> Agreement:
    """Whether the size is `least` or more."""
    low, high = bounds(size)
    if low is not None and low >= least:
        return ALWAYS
    if high is not None and high < least:
        return NEVER
    try:
        found = range_at_least(size, least) if isinstance(size, Dim) else None
    except DimTooComplex:
        return UNKNOWN
    return _from_solution(_from_range(found))


def divides(divisor: int, size: Size) -> bool | None:
    """Whether the size is a multiple of `divisor`: always, never, or (none) not always known."""
    try:
        answer = agreement(size % divisor, 0)
    except DimTooComplex:
        return None
    return answer.always if answer.always or answer.never else None


def _fixed(holds: bool) -> Agreement:
    return ALWAYS if holds else NEVER


def _from_solution(solution: _Solution) -> Agreement:
    if solution is None:
        return UNKNOWN
    if isinstance(solution, bool):
        return _fixed(solution)
    return Agreement(False, False, str(solution))


def _from_range(found: Range | None) -> _Solution:
    if found is None:
        return None
    if found.is_empty:
        return False
    return True if found.is_full else found


def _where_zero(size: Dim) -> Agreement:
    solution = _zeros(size)
    if solution is not None:
        return _from_solution(solution)
    isolated = _isolated(size)
    if isolated:
        return Agreement(False, False, isolated)
    periods = moduli(size)
    if not periods:
        return UNKNOWN
    solution = _zeros_by_cases(size, periods)
    return _on_divisors(size, periods) if solution is None else _from_solution(solution)


def _zeros(size: Size) -> _Solution:
    """Where the size is 0, as far as that shows without taking its divisions apart."""
    if not isinstance(size, Dim):
        return size == 0
    terms = _primitive(size.terms)
    low, high = bounds(size)
    if as_constant(terms) is not None or (low or 0) > 0 or (high or 0) < 0:
        return False
    if terms.get((), 0) % math.gcd(*(value for mono, value in terms.items() if mono)):
        return False
    return _from_range(range_equal(Dim(terms), 0))


def _primitive(terms: Terms) -> Terms:
    """The sum without the integer and the positive atoms that all its terms share."""
    return divide_exactly(terms, math.gcd(*terms.values()), shared_atoms(*terms))


def _isolated(size: Dim) -> str:
    """`H == W + 3`: the first symbol that the others settle, or nothing."""
    terms = _primitive(size.terms)
    for name, symbol in known_symbols(Dim(terms)).items():
        coefficient = terms.get((symbol,), 0)
        rest = {mono: value for mono, value in terms.items() if mono != (symbol,)}
        if not coefficient or name in known_symbols(Dim(rest)):
            continue
        if any(value % coefficient for value in rest.values()):
            continue
        settled = {mono: -value // coefficient * symbol.divisor for mono, value in rest.items()}
        return f"{name} == {render(Dim(settled), {})}"
    return ""


def _zeros_by_cases(size: Dim, periods: dict[str, int]) -> _Solution:
    """Where the size is 0, from every choice of remainders, if there are few."""
    if math.prod(periods.values()) > MAX_CASES:
        return None
    cases = [(case, _zeros(at_case)) for case, at_case in residue_cases(size, periods)]
    solutions = [solution for _, solution in cases]
    if all(solution is True for solution in solutions):
        return True
    if all(solution is False for solution in solutions):
        return False
    known = list(known_symbols(size).values())
    if len(known) > 1 or None in solutions or True in solutions:
        return None
    return _joined(known[0], periods[known[0].name], cases)


def _joined(
    symbol: Symbol, period: int, cases: list[tuple[dict[str, int], _Solution]]
) -> _Solution:
    """The cases' ranges as one range of the symbol itself."""
    values: list[int] = []
    for case, found in cases:
        if not isinstance(found, Range):
            continue
        if found.high is None or found.high - found.low > _MAX_LISTED:
            return None
        counts = range(found.low, found.high + 1)
        values += [symbol.divisor * (period * count + case[symbol.name]) for count in counts]
    return _from_range(range_of(symbol, values))


def _on_divisors(size: Dim, periods: dict[str, int]) -> Agreement:
    needed = vanishing_divisors(size, periods)
    if needed is None:
        return UNKNOWN
    conditions = [_divisor_text(symbol) for symbol in needed.values()]
    return Agreement(False, False, " and ".join(conditions))


def _divisor_text(symbol: Symbol) -> str:
    size = size_of(symbol)
    if isinstance(size, int):
        return f"{symbol.name} == {size}"
    return f"{symbol.name} % {symbol.divisor} == 0"
