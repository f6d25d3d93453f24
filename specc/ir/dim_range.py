"""Where a size of one symbol, growing or shrinking with it, takes some value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from specc.ir.dim_expression import Dim, bounds, evaluate, known_symbols, size_of, substitute
from specc.ir.dim_terms import Symbol, Terms, scale
from specc.namedtuple import NamedTuple

_FAR = 1 << 62


class Range(NamedTuple):
    """The values of a symbol from `low` to `high`, in units of its divisor."""

    symbol: Symbol
    low: int
    high: int | None

    @property
    def is_empty(self) -> bool:
        """Whether no value is left."""
        return self.high is not None and self.high < self.low

    @property
    def is_full(self) -> bool:
        """Whether every value that the symbol's facts allow is left."""
        return (self.low, self.high) == self.symbol.bounds

    def __str__(self) -> str:
        name, unit = self.symbol.name, self.symbol.divisor
        if self.low == self.high:
            return f"{name} == {unit * self.low}"
        least, most = self.symbol.bounds
        parts = [f"{name} >= {unit * self.low}"] if self.low != least else []
        if self.high is not None and self.high != most:
            parts.append(f"{name} <= {unit * self.high}")
        return " and ".join(parts)


def range_at_least(size: Dim, least: int) -> Range | None:
    """Where `size >= least`, if the size has one symbol and is monotonic in it, else none."""
    only = _only_symbol(size)
    direction = _direction(size, only) if only else 0
    if only is None or direction == 0:
        return None
    if direction > 0:
        return _between(only, _first(size.terms, only, least), None)
    falling = scale(size.terms, -1)
    return _between(only, only.bounds[0], _first(falling, only, 1 - least))


def range_equal(size: Dim, value: int) -> Range | None:
    """Where `size == value`, if the size has one symbol and is monotonic in it, else none."""
    only = _only_symbol(size)
    direction = _direction(size, only) if only else 0
    if only is None or direction == 0:
        return None
    rising, value = scale(size.terms, direction), direction * value
    return _between(only, _first(rising, only, value), _first(rising, only, value + 1))


def range_of(symbol: Symbol, values: Iterable[int]) -> Range | None:
    """The values, which are multiples of the symbol's divisor, as one range; none over a gap."""
    units = sorted({value // symbol.divisor for value in values})
    if not units:
        return Range(symbol, 1, 0)
    if units[-1] - units[0] + 1 != len(units):
        return None
    return Range(symbol, units[0], units[-1])


def _only_symbol(size: Dim) -> Symbol | None:
    known = list(known_symbols(size).values())
    return known[0] if len(known) == 1 else None


def _direction(size: Dim, symbol: Symbol) -> int:
    """1 where the size never falls as the symbol grows, -1 where it never rises, else 0."""
    step = substitute(size, {symbol.name: size_of(symbol) + symbol.divisor}) - size
    low, high = bounds(step)
    if low is not None and low >= 0:
        return 1
    return -1 if high is not None and high <= 0 else 0


def _between(symbol: Symbol, start: int | None, stop: int | None) -> Range:
    """From `start` until before `stop`; nothing without a start, all the rest without a stop."""
    if start is None:
        return Range(symbol, 1, 0)
    return Range(symbol, start, symbol.bounds[1] if stop is None else stop - 1)


def _first(rising: Terms, symbol: Symbol, least: int) -> int | None:
    """The first count of units at which the sum is `least` or more; none where it never is."""
    low, high = symbol.bounds
    size = Dim(rising)
    assert low is not None

    def reaches(count: int) -> bool:
        return evaluate(size, {symbol.name: count * symbol.divisor}) >= least

    if reaches(low):
        return low
    last = _FAR if high is None else high
    below, above = low, min(low + 1, last)
    while above < last and not reaches(above):
        below, above = above, min(2 * above, last)
    return _bisect(reaches, below, above) if reaches(above) else None


def _bisect(reaches: Callable[[int], bool], below: int, above: int) -> int:
    """The first count that reaches, which is past `below` and not past `above`."""
    while above - below > 1:
        middle = (below + above) // 2
        if reaches(middle):
            above = middle
        else:
            below = middle
    return above
