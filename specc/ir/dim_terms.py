"""Integer polynomials over sizes known only at run time, as plain dictionaries.

A size is a sum of terms: integer coefficients over products of atoms. An atom is a symbol, or a
floor of one sum over another. A symbol known to be a multiple of 16 is kept as 16 times its unit,
so `H // 16` is exact and every coefficient stays an integer.
"""

from __future__ import annotations

from typing import TypeAlias

from specc.namedtuple import NamedTuple

MAX_TERMS = 64
MAX_DEGREE = 32
MAX_DEPTH = 32
MAX_WEIGHT = 512
MAX_FACTOR = 2**63 - 1


class DimTooComplex(ValueError):
    """A size grew past what the algebra keeps exact; the caller makes a diagnostic of it."""


class Symbol(NamedTuple):
    """An unknown positive size, with what is known about it: `divisor` divides it."""

    name: str
    divisor: int = 1
    lower: int = 1
    upper: int | None = None

    @property
    def key(self) -> str:
        """What terms are ordered by."""
        return self.name

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """Least and greatest count of the symbol's unit, which is `divisor`."""
        high = None if self.upper is None else self.upper // self.divisor
        return -(-self.lower // self.divisor), high

    def admits(self, value: int) -> bool:
        """Whether the symbol may stand for `value`."""
        fits = self.lower <= value and (self.upper is None or value <= self.upper)
        return fits and value % self.divisor == 0


class Floor:
    """The greatest integer not above `numerator / denominator`; made by `floor_divide` only."""

    __slots__ = ("_hash", "bounds", "denominator", "depth", "key", "numerator", "weight")

    def __init__(
        self, numerator: Terms, denominator: Terms, bounds: tuple[int | None, int | None]
    ) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self.bounds = bounds
        inner = [atom for terms in (numerator, denominator) for mono in terms for atom in mono]
        floors = [atom for atom in inner if isinstance(atom, Floor)]
        self.depth: int = 1 + max((floor.depth for floor in floors), default=0)
        self.weight: int = 1 + len(inner) + sum(floor.weight for floor in floors)
        if self.depth > MAX_DEPTH or self.weight > MAX_WEIGHT:
            raise DimTooComplex("a size nests too many divisions to be followed")
        check_factors(numerator)
        check_factors(denominator)
        self.key = f"~{_key(numerator)}/{_key(denominator)}"
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Floor) or self._hash != other._hash:
            return False
        return self.numerator == other.numerator and self.denominator == other.denominator

    def __repr__(self) -> str:
        return f"Floor({self.key})"


Atom: TypeAlias = Symbol | Floor
Monomial: TypeAlias = tuple[Atom, ...]
"""Atoms in the order of their keys, each as often as its power."""
Terms: TypeAlias = dict[Monomial, int]
"""Coefficient of each monomial, never 0; `()` is the constant's. Never changed once shared."""


def order(mono: Monomial) -> tuple[int, tuple[str, ...]]:
    """A graded order of monomials, which multiplication respects."""
    return -len(mono), tuple(atom.key for atom in mono)


def _atom_key(atom: Atom) -> str:
    return atom.key


def _key(terms: Terms) -> str:
    parts = [f"{terms[mono]}{''.join(f'*{atom.key}' for atom in mono)}" for mono in ordered(terms)]
    return f"({'+'.join(parts)})"


def ordered(terms: Terms) -> list[Monomial]:
    """The monomials, highest degree first, then by name; the constant last."""
    return sorted(terms, key=order)


def constant(value: int) -> Terms:
    """The sum that is just `value`."""
    return {(): value} if value else {}


def as_constant(terms: Terms) -> int | None:
    """The value of a sum without atoms, else none."""
    if not terms:
        return 0
    return terms.get(()) if len(terms) == 1 else None


def add(left: Terms, right: Terms) -> Terms:
    """`left + right`; raises `DimTooComplex` past `MAX_TERMS`."""
    total = left.copy()
    for mono, coefficient in right.items():
        value = total.get(mono, 0) + coefficient
        if value:
            total[mono] = value
        else:
            del total[mono]
    return _checked(total)


def scale(terms: Terms, factor: int) -> Terms:
    """`factor * terms`."""
    if not factor:
        return {}
    return {mono: coefficient * factor for mono, coefficient in terms.items()}


def multiply(left: Terms, right: Terms) -> Terms:
    """`left * right`; raises `DimTooComplex` past `MAX_TERMS` or `MAX_DEGREE`."""
    product: Terms = {}
    for mono, coefficient in left.items():
        for other, factor in right.items():
            joined = join(mono, other)
            product[joined] = product.get(joined, 0) + coefficient * factor
    return _checked({mono: value for mono, value in product.items() if value})


def join(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    if len(left) + len(right) > MAX_DEGREE:
        raise DimTooComplex("a size multiplies too many unknowns to be followed")
    return tuple(sorted(left + right, key=_atom_key))


def without(mono: Monomial, factor: Monomial) -> Monomial | None:
    """`mono / factor`, or none where that leaves a denominator."""
    atoms = list(mono)
    for atom in factor:
        if atom not in atoms:
            return None
        atoms.remove(atom)
    return tuple(atoms)


def shared_atoms(*monos: Monomial) -> Monomial:
    """The atoms, positive whatever the symbols are, that divide every monomial."""
    shared = list(monos[0])
    for mono in monos[1:]:
        left = list(mono)
        kept = []
        for atom in shared:
            if atom in left:
                left.remove(atom)
                kept.append(atom)
        shared = kept
    return tuple(atom for atom in shared if (atom.bounds[0] or 0) > 0)


def divide_exactly(terms: Terms, factor: int, atoms: Monomial) -> Terms:
    """`terms` over a factor that is known to divide each of them."""
    divided: Terms = {}
    for mono, value in terms.items():
        left = without(mono, atoms)
        assert left is not None
        divided[left] = value // factor
    return divided


def check_factors(terms: Terms) -> None:
    """Raise `DimTooComplex` where a number in the sum does not fit into 63 bits."""
    if any(abs(factor) > MAX_FACTOR for factor in terms.values()):
        raise DimTooComplex("a number in a size does not fit into 63 bits")


def _checked(terms: Terms) -> Terms:
    if len(terms) > MAX_TERMS:
        raise DimTooComplex(f"a size has more than {MAX_TERMS} terms")
    return terms
