"""Floor division of sizes, in a form that makes equal quotients equal structures.

Three identities do the work, for integers a, b > 0 and any integer-valued p, q:

- floor((b q + p) / b) = q + floor(p / b);
- floor((floor(p / a) + q) / b) = floor((p + a q) / (a b));
- floor(p / b) = -floor((b - 1 - p) / b), which makes a ceiling a floor and fixes the sign.
"""

from __future__ import annotations

import math

from specc.ir.dim_bounds import interval, quotient_interval
from specc.ir.dim_terms import (
    Floor,
    Monomial,
    Terms,
    add,
    as_constant,
    constant,
    divide_exactly,
    multiply,
    order,
    ordered,
    scale,
    shared_atoms,
    without,
)

_MAX_DIVISION_STEPS = 128


def floor_divide(numerator: Terms, denominator: Terms) -> Terms:
    """`numerator // denominator`, rounded down as Python does; raises `ZeroDivisionError`."""
    divisor = as_constant(denominator)
    if divisor is None:
        return _by_terms(numerator, denominator)
    if divisor == 0:
        raise ZeroDivisionError("a size divided by 0")
    if divisor < 0:
        return _by_integer(scale(numerator, -1), -divisor)
    return _by_integer(numerator, divisor)


def _by_integer(numerator: Terms, divisor: int) -> Terms:
    common = math.gcd(divisor, *(value for mono, value in numerator.items() if mono))
    if common > 1:
        numerator = {mono: value // common for mono, value in numerator.items() if value // common}
        divisor //= common
    if divisor == 1:
        return numerator
    whole, rest = _split(numerator, divisor)
    merged = _merge(rest, divisor)
    if merged is not None:
        return add(whole, _by_integer(*merged))
    return add(whole, _signed_floor(rest, divisor))


def _split(numerator: Terms, divisor: int) -> tuple[Terms, Terms]:
    """Quotient and remainder term by term: coefficients at most half the divisor, constant >= 0."""
    whole: Terms = {}
    rest: Terms = {}
    for mono, value in numerator.items():
        kept = value % divisor
        # Half the divisor keeps its sign: `H - H // 2` has to merge as a ceiling.
        if mono and (2 * kept > divisor or (2 * kept == divisor and value < 0)):
            kept -= divisor
        if kept:
            rest[mono] = kept
        if value != kept:
            whole[mono] = (value - kept) // divisor
    return whole, rest


def _merge(rest: Terms, divisor: int) -> tuple[Terms, int] | None:
    """One division for two nested ones, where the numerator has one floor, once."""
    nested = [mono for mono, value in rest.items() if abs(value) == 1 and _is_integer_floor(mono)]
    if len(nested) != 1:
        return None
    (floor,) = nested[0]
    assert isinstance(floor, Floor)
    inner = floor.denominator[()]
    sign = rest[nested[0]]
    others = {mono: value for mono, value in rest.items() if mono != nested[0]}
    numerator = add(scale(floor.numerator, sign), scale(others, inner))
    if sign < 0:
        numerator = add(numerator, constant(inner - 1))
    return numerator, inner * divisor


def _is_integer_floor(mono: Monomial) -> bool:
    if len(mono) != 1 or not isinstance(mono[0], Floor):
        return False
    return as_constant(mono[0].denominator) is not None


def _signed_floor(rest: Terms, divisor: int) -> Terms:
    if not _is_negative(rest, divisor):
        return _integer_floor(*_upright(rest, divisor))
    flipped = add(scale(rest, -1), constant(divisor - 1))
    return scale(_integer_floor(*_upright(flipped, divisor)), -1)


def _is_negative(rest: Terms, divisor: int) -> bool:
    """Whether the mirrored form, with the opposite remainders, is the canonical one."""
    if divisor == 2:
        return rest.get((), 0) == 1
    for mono in ordered(rest):
        if mono and 2 * abs(rest[mono]) != divisor:
            return rest[mono] < 0
    return False


def _upright(rest: Terms, divisor: int) -> tuple[Terms, Terms, int]:
    """The remainder with its halves positive, what that takes out, and the divisor."""
    whole, reduced = _split(rest, divisor)
    for mono, value in reduced.items():
        if mono and 2 * value == -divisor:
            reduced[mono] = -value
            whole = add(whole, {mono: -1})
    return whole, reduced, divisor


def _integer_floor(whole: Terms, rest: Terms, divisor: int) -> Terms:
    return add(whole, _floor(rest, constant(divisor)))


def _floor(numerator: Terms, denominator: Terms) -> Terms:
    if not numerator:
        return {}
    low, high = quotient_interval(interval(numerator), interval(denominator))
    if low is not None and low == high:
        return constant(low)
    return {(Floor(numerator, denominator, (low, high)),): 1}


def _by_terms(numerator: Terms, denominator: Terms) -> Terms:
    leading = denominator[_leading(denominator)]
    if leading < 0:
        numerator, denominator = scale(numerator, -1), scale(denominator, -1)
    whole, rest = _divide(numerator, denominator)
    if not rest:
        return whole
    reduced, divisor = _cancel(rest, denominator)
    if as_constant(divisor) is not None:
        return add(whole, floor_divide(reduced, divisor))
    if not _is_positive(divisor):
        return add(whole, _floor(reduced, divisor))
    return add(whole, _by_positive(reduced, divisor))


def _by_positive(numerator: Terms, denominator: Terms) -> Terms:
    """The division by a sum that is 1 or more and shares no factor with the numerator."""
    if _is_below(numerator, denominator):
        return {}
    if len(numerator) == 1:
        (mono,) = numerator
        if _is_integer_floor(mono) and numerator[mono] == 1:
            (floor,) = mono
            assert isinstance(floor, Floor)
            return _by_terms(floor.numerator, scale(denominator, floor.denominator[()]))
    if numerator[_leading(numerator)] > 0:
        return _floor(numerator, denominator)
    flipped = add(add(denominator, constant(-1)), scale(numerator, -1))
    whole, rest = _divide(flipped, denominator)
    return scale(add(whole, _floor(rest, denominator)), -1)


def _leading(terms: Terms) -> Monomial:
    return min(terms, key=order)


def _is_positive(terms: Terms) -> bool:
    low = interval(terms)[0]
    return low is not None and low > 0


def _is_below(terms: Terms, limit: Terms) -> bool:
    """Whether `0 <= terms < limit` whatever the symbols are."""
    low = interval(terms)[0]
    return low is not None and low >= 0 and _is_positive(add(limit, scale(terms, -1)))


def _divide(numerator: Terms, denominator: Terms) -> tuple[Terms, Terms]:
    """Polynomial division; by a sum of several terms only where nothing or little is left."""
    whole, rest = _long_division(numerator, denominator)
    if len(denominator) == 1 or not rest:
        return whole, rest
    if _is_positive(denominator) and _is_below(rest, denominator):
        return whole, {}
    return {}, numerator


def _long_division(numerator: Terms, denominator: Terms) -> tuple[Terms, Terms]:
    leading = _leading(denominator)
    whole: Terms = {}
    rest = numerator
    for _ in range(_MAX_DIVISION_STEPS):
        step = _division_step(rest, leading, denominator[leading])
        if step is None:
            break
        whole = add(whole, step)
        rest = add(rest, scale(multiply(step, denominator), -1))
    return whole, rest


def _division_step(rest: Terms, leading: Monomial, coefficient: int) -> Terms | None:
    """The next term of a quotient, from the highest term that the leading one divides."""
    for mono in ordered(rest):
        left = without(mono, leading)
        if left is not None and rest[mono] // coefficient:
            return {left: rest[mono] // coefficient}
    return None


def _cancel(numerator: Terms, denominator: Terms) -> tuple[Terms, Terms]:
    """Both divided by the integer and the atoms, positive ones, that they share."""
    common = math.gcd(*numerator.values(), *denominator.values())
    shared = shared_atoms(*numerator, *denominator)
    return divide_exactly(numerator, common, shared), divide_exactly(denominator, common, shared)
