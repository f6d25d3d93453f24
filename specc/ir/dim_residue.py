"""Sizes taken apart by the remainders of their symbols, where every division comes out even."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from specc.ir.dim_expression import Dim, Size, known_symbols, size_of, substitute
from specc.ir.dim_terms import Atom, Symbol, Terms, as_constant

MAX_CASES = 256


def moduli(size: Dim) -> dict[str, int]:
    """For each symbol under an integer division, the period of the remainders that matter.

    Counted in units of the symbol's divisor.
    """
    found: dict[str, int] = {}
    _collect(size.terms, 1, found)
    return {name: period for name, period in sorted(found.items()) if period > 1}


def _collect(terms: Terms, period: int, found: dict[str, int]) -> None:
    for mono in terms:
        for atom in mono:
            _collect_atom(atom, period, found)


def _collect_atom(atom: Atom, period: int, found: dict[str, int]) -> None:
    if isinstance(atom, Symbol):
        found[atom.name] = math.lcm(found.get(atom.name, 1), period)
        return
    divisor = as_constant(atom.denominator)
    _collect(atom.numerator, period * (divisor or 1), found)
    if divisor is None:
        _collect(atom.denominator, period, found)


def residue_cases(size: Dim, periods: Mapping[str, int]) -> Iterator[tuple[dict[str, int], Size]]:
    """The size for each choice of remainders: remainders by symbol, and the size.

    In it the symbols count what is left: `h` stands for `unit * (period * h + remainder)`. No
    case where the facts leave it no value.
    """
    known = known_symbols(size)
    for remainders in itertools.product(*map(range, periods.values())):
        case = dict(zip(periods, remainders, strict=True))
        sizes = {
            name: _at_remainder(known[name], period, case[name]) for name, period in periods.items()
        }
        found = {name: new for name, new in sizes.items() if new is not None}
        if len(found) == len(sizes):
            yield case, substitute(size, found)


def _at_remainder(symbol: Symbol, period: int, remainder: int) -> Size | None:
    low, high = symbol.bounds
    assert low is not None
    least = -(-(low - remainder) // period)
    most = None if high is None else (high - remainder) // period
    if most is not None and most < least:
        return None
    counted = size_of(Symbol(symbol.name, 1, least, most))
    return symbol.divisor * (period * counted + remainder)


def vanishing_divisors(size: Dim, periods: Mapping[str, int]) -> dict[str, Symbol] | None:
    """The least divisors of the symbols, with their other facts, that make the size 0.

    None where the periods themselves do not.
    """
    chosen = dict(periods)
    if not _vanishes(size, chosen):
        return None
    for name in periods:
        for prime in _prime_factors(periods[name]):
            smaller = {**chosen, name: chosen[name] // prime}
            if chosen[name] % prime == 0 and _vanishes(size, smaller):
                chosen = smaller
    known = known_symbols(size)
    return {
        name: known[name]._replace(divisor=known[name].divisor * factor)
        for name, factor in chosen.items()
        if factor > 1
    }


def _vanishes(size: Dim, factors: Mapping[str, int]) -> bool:
    known = known_symbols(size)
    sizes = {name: _at_remainder(known[name], factor, 0) for name, factor in factors.items()}
    found = {name: new for name, new in sizes.items() if new is not None}
    return len(found) == len(sizes) and substitute(size, found) == 0


def _prime_factors(number: int) -> Iterator[int]:
    """The prime factors in rising order, each as often as it divides."""
    prime = 2
    while prime * prime <= number:
        while number % prime == 0:
            yield prime
            number //= prime
        prime += 1
    if number > 1:
        yield number
