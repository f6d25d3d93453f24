"""Sound intervals of a size under the facts that its symbols carry."""

from __future__ import annotations

from typing import TypeAlias

from specc.ir.dim_terms import Floor, Monomial, Terms, add, as_constant, join, scale

Interval: TypeAlias = tuple[int | None, int | None]
"""Least and greatest value; none where there is no bound."""

_MAX_SHIFTED_DEGREE = 4
_MAX_RELAXATIONS = 32


def interval(terms: Terms) -> Interval:
    """Bounds that hold for every value of the symbols, not always the tightest."""
    low, high = _by_terms(terms)
    if not _mixes_floors(terms):
        return low, high
    relaxed_low = _relaxed_low(terms)
    relaxed_high = _negated(_relaxed_low(scale(terms, -1)))
    return _larger(low, relaxed_low), _negated(_larger(_negated(high), _negated(relaxed_high)))


def quotient_interval(numerator: Interval, denominator: Interval) -> Interval:
    """Bounds of `numerator // denominator`; none where the denominator may be 0 or less."""
    least, most = denominator
    if least is None or least < 1:
        return None, None
    low, high = numerator
    return _quotient_end(low, most, least, 0), _quotient_end(high, least, most, -1)


def _quotient_end(value: int | None, if_plus: int | None, if_minus: int | None, far: int) -> int | None:
    if value is None:
        return None
    by = if_plus if value >= 0 else if_minus
    return value // by if by is not None else far


def _by_terms(terms: Terms) -> Interval:
    low: int | None = 0
    high: int | None = 0
    for mono, coefficient in _from_lowest(terms).items():
        if not mono:
            below = above = coefficient
        else:
            span = _span(mono)
            bottom: int | None = span[0]
            top: int | None = span[1]
            ...
    return low, high
