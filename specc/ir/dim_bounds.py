"""Sound intervals of a size under the facts that its symbols carry."""

from __future__ import annotations

from typing import TypeAlias

from specc.ir.dim_terms import Atom, DimTooComplex, Floor, Terms, add, as_constant, join, scale

Interval: TypeAlias = tuple[int | None, int | None]
"""Least and greatest value; none where there is no bound."""

_MAX_SHIFTED_DEGREE = 6
_MAX_RELAXATIONS = 32


def interval(terms: Terms) -> Interval:
    """Bounds that hold for every value of the symbols, not always the tightest."""
    try:
        return _interval(terms)
    except DimTooComplex:
        return None, None


def _interval(terms: Terms) -> Interval:
    low, high = _shifted_interval(terms)
    if (low is not None and low == high) or not _mixes_floors(terms):
        return low, high
    negated_high = _larger(_negated(high), _relaxed_low(scale(terms, -1)))
    return _larger(low, _relaxed_low(terms)), _negated(negated_high)


def quotient_interval(numerator: Interval, denominator: Interval) -> Interval:
    """Bounds of `numerator // denominator`; none where the denominator may be 0 or less."""
    least, most = denominator
    if least is None or least < 1:
        return None, None
    low, high = numerator
    return _quotient(low, most, least, far=0), _quotient(high, least, most, far=-1)


def _quotient(value: int | None, plus: int | None, minus: int | None, far: int) -> int | None:
    """One end: `plus` divides a value from 0 up, `minus` one below; `far` where that has no end."""
    if value is None:
        return None
    divisor = plus if value >= 0 else minus
    return far if divisor is None else value // divisor


def _shifted_interval(terms: Terms) -> Interval:
    """Bounds of each term summed, counting every atom from its least value.

    The shift is what shows `H * W - H` to be 0 or more: it is `(W - 1) * H`, of which
    bounding `H * W` and `H` apart knows nothing.
    """
    shifted: Terms = {}
    for mono, coefficient in terms.items():
        if len(mono) > _MAX_SHIFTED_DEGREE or any(atom.bounds[0] is None for atom in mono):
            return None, None
        shifted = add(shifted, scale(_from_lowest(mono), coefficient))
    low: int | None = shifted.pop((), 0)
    high = low
    for mono, coefficient in shifted.items():
        most = _most(mono)
        if coefficient > 0:
            high = None if high is None or most is None else high + coefficient * most
        else:
            low = None if low is None or most is None else low + coefficient * most
    return low, high


def _from_lowest(mono: tuple[Atom, ...]) -> Terms:
    """The product of the atoms, each written as its least value plus the rest of it."""
    product: Terms = {(): 1}
    for atom in mono:
        low = atom.bounds[0] or 0
        raised = {join(other, (atom,)): factor for other, factor in product.items()}
        product = add(raised, scale(product, low))
    return product


def _most(mono: tuple[Atom, ...]) -> int | None:
    """The greatest product of the atoms' distances from their least values."""
    most = 1
    for atom in mono:
        low, high = atom.bounds
        if low is None or high is None:
            return None
        most *= high - low
    return most


def _mixes_floors(terms: Terms) -> bool:
    variable = [mono for mono in terms if mono]
    return len(variable) > 1 and any(_relaxable(mono) for mono in variable)


def _relaxable(mono: tuple[Atom, ...]) -> bool:
    """Whether the monomial is a lone floor over an integer."""
    if len(mono) != 1 or not isinstance(mono[0], Floor):
        return False
    return as_constant(mono[0].denominator) is not None


def _relaxed_low(terms: Terms) -> int | None:
    """A lower bound, with each floor(p / m) replaced by p / m or (p - m + 1) / m.

    What the floors share with the rest then cancels: `H - H // 2` is at least `H / 2`.
    """
    over = 1
    for _ in range(_MAX_RELAXATIONS):
        floors = [mono for mono in terms if _relaxable(mono)]
        if not floors:
            low = _shifted_interval(terms)[0]
            return None if low is None else -(-low // over)
        outermost = max(floors, key=_depth)
        terms, factor = _relax(terms, outermost)
        over *= factor
    return None


def _depth(mono: tuple[Atom, ...]) -> int:
    atom = mono[0]
    return atom.depth if isinstance(atom, Floor) else 0


def _relax(terms: Terms, mono: tuple[Atom, ...]) -> tuple[Terms, int]:
    """`terms` times the floor's denominator, at most, without the floor; and that denominator."""
    floor = mono[0]
    assert isinstance(floor, Floor)
    divisor = floor.denominator[()]
    coefficient = terms[mono]
    rest = scale({other: value for other, value in terms.items() if other != mono}, divisor)
    relaxed = add(rest, scale(floor.numerator, coefficient))
    if coefficient > 0 and divisor > 1:
        relaxed = add(relaxed, {(): -coefficient * (divisor - 1)})
    return relaxed, divisor


def _larger(left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return right if left is None else left
    return max(left, right)


def _negated(value: int | None) -> int | None:
    return None if value is None else -value
