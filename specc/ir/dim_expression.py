"""`Dim`: a size that is known only at run time, in canonical form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from specc.ir.dim_bounds import Interval, interval
from specc.ir.dim_quotient import floor_divide
from specc.ir.dim_terms import (
    Atom,
    Floor,
    Symbol,
    Terms,
    add,
    as_constant,
    check_factors,
    constant,
    multiply,
    scale,
)
from specc.ir.dim_text import terms_text


class Dim:
    """A size with symbols in it; never changed, equal where the canonical forms are.

    `+ - * // %` with integers and other sizes give the exact size, as an `int` where no symbol
    is left. `//` rounds down and raises `ZeroDivisionError`; every operator raises
    `DimTooComplex` where the result would be too large to follow. `a == b` false means "not
    the same form"; `specc.ir.dim.agreement` knows whether the sizes can differ.
    """

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._hash = 0

    def __add__(self, other: Size) -> Size:
        if isinstance(other, Dim):
            return _size(add(self.terms, other.terms))
        return self if not other else _size(add(self.terms, {(): other}))

    __radd__ = __add__

    def __sub__(self, other: Size) -> Size:
        if isinstance(other, Dim):
            return _size(add(self.terms, scale(other.terms, -1)))
        return self if not other else _size(add(self.terms, {(): -other}))

    def __rsub__(self, other: int) -> Size:
        return _size(add(constant(other), scale(self.terms, -1)))

    def __neg__(self) -> Size:
        return Dim(scale(self.terms, -1))

    def __pos__(self) -> Size:
        return self

    def __mul__(self, other: Size) -> Size:
        if isinstance(other, Dim):
            return _size(multiply(self.terms, other.terms))
        return _size(scale(self.terms, other))

    __rmul__ = __mul__

    def __pow__(self, power: int) -> Size:
        if power < 0:
            raise ValueError(f"a size to the power {power} is no size")
        product: Size = 1
        for _ in range(power):
            product = product * self
        return product

    def __floordiv__(self, other: Size) -> Size:
        return _size(floor_divide(self.terms, terms_of(other)))

    def __rfloordiv__(self, other: int) -> Size:
        return _size(floor_divide(constant(other), self.terms))

    def __mod__(self, other: Size) -> Size:
        return self - other * (self // other)

    def __rmod__(self, other: int) -> Size:
        return other - self * (other // self)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dim) and self.terms == other.terms)

    def __hash__(self) -> int:
        if not self._hash:
            self._hash = hash(frozenset(self.terms.items())) or 1
        return self._hash

    def __str__(self) -> str:
        return terms_text(self.terms, {})

    def __repr__(self) -> str:
        return f"Dim({self})"


Size: TypeAlias = int | Dim
"""One axis of a tensor: an integer wherever it is known."""


def _size(terms: Terms) -> Size:
    check_factors(terms)
    value = as_constant(terms)
    return Dim(terms) if value is None else value


def terms_of(size: Size) -> Terms:
    """The polynomial that a size is."""
    return size.terms if isinstance(size, Dim) else constant(size)


def symbol(name: str, divisor: int = 1, lower: int = 1, upper: int | None = None) -> Size:
    """The size called `name`: a multiple of `divisor` from `lower` up to `upper`.

    An integer where the facts leave a single value. Raises ValueError where they leave none.
    """
    return size_of(Symbol(name, divisor, lower, upper))


def size_of(known: Symbol) -> Size:
    """The size that stands for the symbol, an integer where its facts leave a single value."""
    low, high = known.bounds
    if low is None or (high is not None and high < low):
        raise ValueError(f"no size can be `{known.name}`")
    return low * known.divisor if low == high else Dim({(known,): known.divisor})


def render(size: Size, names: Mapping[str, str]) -> str:
    """The size as text, with the symbols that `names` maps written as it says."""
    return terms_text(size.terms, names) if isinstance(size, Dim) else str(size)


def evaluate(size: Size, values: Mapping[str, int]) -> int:
    """The size where the symbols have these values.

    Raises KeyError for a symbol without a value, and ValueError for a value that breaks the
    symbol's divisor.
    """
    return _evaluate(size.terms, values) if isinstance(size, Dim) else size


def _evaluate(terms: Terms, values: Mapping[str, int]) -> int:
    total = 0
    for mono, coefficient in terms.items():
        for atom in mono:
            coefficient *= _atom_value(atom, values)
        total += coefficient
    return total


def _atom_value(atom: Atom, values: Mapping[str, int]) -> int:
    if isinstance(atom, Floor):
        return _evaluate(atom.numerator, values) // _evaluate(atom.denominator, values)
    value = values[atom.name]
    if value % atom.divisor:
        raise ValueError(f"`{atom.name}` is {value}, not a multiple of {atom.divisor}")
    return value // atom.divisor


def substitute(size: Size, sizes: Mapping[str, Size]) -> Size:
    """The size with some of its symbols replaced, each by a size that fits its facts."""
    if not isinstance(size, Dim):
        return size
    return _size(_substitute(size.terms, {name: terms_of(new) for name, new in sizes.items()}))


def _substitute(terms: Terms, values: Mapping[str, Terms]) -> Terms:
    total: Terms = {}
    for mono, coefficient in terms.items():
        product = constant(coefficient)
        for atom in mono:
            product = multiply(product, _replaced(atom, values))
        total = add(total, product)
    return total


def _replaced(atom: Atom, values: Mapping[str, Terms]) -> Terms:
    if isinstance(atom, Floor):
        above, below = _substitute(atom.numerator, values), _substitute(atom.denominator, values)
        return floor_divide(above, below)
    if atom.name not in values:
        return {(atom,): 1}
    return floor_divide(values[atom.name], constant(atom.divisor))


def known_symbols(size: Size) -> dict[str, Symbol]:
    """The symbols in the size with their facts, by name, in the order of the names."""
    if not isinstance(size, Dim):
        return {}
    found = {atom.name: atom for atom in _atoms(size.terms) if isinstance(atom, Symbol)}
    return dict(sorted(found.items()))


def _atoms(terms: Terms) -> Iterator[Atom]:
    for mono in terms:
        for atom in mono:
            yield atom
            if isinstance(atom, Floor):
                yield from _atoms(atom.numerator)
                yield from _atoms(atom.denominator)


def symbols(size: Size) -> set[str]:
    """The names of the symbols in the size."""
    return set(known_symbols(size))


def bounds(size: Size) -> Interval:
    """Least and greatest value of the size, none where there is no bound; sound, not tight."""
    return interval(size.terms) if isinstance(size, Dim) else (size, size)


def is_positive(size: Size) -> bool | None:
    """Whether the size is 1 or more: always, never, or (none) not known."""
    low, high = bounds(size)
    if low is not None and low > 0:
        return True
    return False if high is not None and high < 1 else None
