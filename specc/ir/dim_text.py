"""Sizes as text that is valid, and means the same, in the language and in Python."""

from __future__ import annotations

import math
from collections.abc import Mapping

from specc.ir.dim_terms import (
    Atom,
    Floor,
    Monomial,
    Symbol,
    Terms,
    add,
    as_constant,
    constant,
    divide_exactly,
    multiply,
    ordered,
    scale,
)
from specc.namedtuple import NamedTuple


class _Division(NamedTuple):
    """A floor, or with `%` what it leaves."""

    numerator: Terms
    sign: str
    denominator: Terms


class _Piece(NamedTuple):
    """One summand, without its sign; `is_quotient` where it is a bare `//` or `%`."""

    is_negative: bool
    text: str
    is_quotient: bool


def terms_text(terms: Terms, names: Mapping[str, str]) -> str:
    """The sum, with the symbols that `names` maps written as it says."""
    pieces = _pieces(terms, names)
    positive = [piece for piece in pieces if not piece.is_negative]
    negative = [piece for piece in pieces if piece.is_negative]
    # `3 - H` reads better than `-H + 3`.
    if positive and pieces[0].is_negative:
        pieces = positive + negative
    first, *others = pieces
    signed = [f" {'-' if piece.is_negative else '+'} {piece.text}" for piece in others]
    return _leading_text(first) + "".join(signed)


def _leading_text(piece: _Piece) -> str:
    if not piece.is_negative:
        return piece.text
    # `-H // 2` would round the other way.
    return f"-({piece.text})" if piece.is_quotient else f"-{piece.text}"


def _pieces(terms: Terms, names: Mapping[str, str]) -> list[_Piece]:
    rest = dict(terms)
    pieces = _ceiling_products(rest, names)
    floors = [mono for mono in ordered(rest) if _is_integer_floor(mono)]
    folded = {mono: _fold(mono, rest) for mono in floors}
    for mono in ordered({**rest, **dict.fromkeys(folded, 1)}):
        if mono in folded:
            count, division = folded[mono]
            pieces.append(_product(count, [f"({_division_text(division, names)})"]))
        else:
            pieces.append(_product(*_factors(rest[mono], mono, names)))
    return pieces


def _ceiling_products(rest: Terms, names: Mapping[str, str]) -> list[_Piece]:
    """Take out of `rest` what is `W * ((H + 1) // 2)` and kept as `W * H - W * (H // 2)`."""
    floors = [atom for mono in ordered(rest) for atom in mono if _is_integer_floor((atom,))]
    pieces = []
    for atom in floors:
        product = _ceiling_product(atom, rest)
        if product is None:
            continue
        count, cofactor, division = product
        factors = [_operand(cofactor, names), f"({_division_text(division, names)})"]
        pieces.append(_product(count, factors))
    return pieces


def _ceiling_product(atom: Atom, rest: Terms) -> tuple[int, Terms, _Division] | None:
    """Integer, cofactor and ceiling, taken out of `rest`, where that holds all of the product."""
    assert isinstance(atom, Floor)
    whole = {mono: value for mono, value in rest.items() if mono.count(atom) == 1}
    cofactor = divide_exactly(scale(whole, -1), 1, (atom,))
    if not any(cofactor) or cofactor[ordered(cofactor)[0]] < 0:
        return None
    taken = multiply(cofactor, _inside(atom))
    if any(not 0 < value * rest.get(mono, 0) >= value * value for mono, value in taken.items()):
        return None
    _take(rest, {**whole, **taken})
    count = math.gcd(*cofactor.values())
    numerator, divisor = _ceiling(atom), atom.denominator
    return count, divide_exactly(cofactor, count, ()), _Division(numerator, "//", divisor)


def _is_integer_floor(mono: Monomial) -> bool:
    if len(mono) != 1 or not isinstance(mono[0], Floor):
        return False
    return as_constant(mono[0].denominator) is not None


def _inside(floor: Floor) -> Terms:
    """What `floor` takes from outside to be a ceiling with no negative coefficient."""
    return {mono: 1 for mono, value in floor.numerator.items() if mono and value > 0}


def _ceiling(floor: Floor) -> Terms:
    """The numerator of `_inside(floor) - floor`, over the same divisor."""
    divisor = floor.denominator[()]
    mirrored = add(scale(floor.numerator, -1), constant(divisor - 1))
    return add(mirrored, scale(_inside(floor), divisor))


def _fold(mono: Monomial, rest: Terms) -> tuple[int, _Division]:
    """Take a floor out of `rest`, along with what reads better inside its numerator.

    `H - H // 2` is how the algebra keeps `(H + 1) // 2`, `H - H // 2 - 3` is `(H - 5) // 2`, and
    `H - 8 * (H // 8)` is `H % 8`.
    """
    floor = mono[0]
    assert isinstance(floor, Floor)
    count, numerator, divisor = rest.pop(mono), floor.numerator, floor.denominator[()]
    times, left = divmod(-count, divisor)
    if times > 0 and not left and _has(rest, scale(numerator, times)):
        _take(rest, scale(numerator, times))
        factor = math.gcd(times, _unit(numerator))
        numerator = scale(numerator, factor)
        return times // factor, _Division(numerator, "%", constant(factor * divisor))
    if count < 0 and _has(rest, scale(_inside(floor), -count)):
        count, numerator = -count, _ceiling(floor)
        _take(rest, scale(_inside(floor), count))
    offset = rest.get((), 0)
    if offset < 0 < count and offset % count == 0 and numerator.get((), 0) > 0:
        _take(rest, constant(offset))
        numerator = add(numerator, constant(divisor * offset // count))
    return count, _Division(numerator, "//", floor.denominator)


def _has(terms: Terms, part: Terms) -> bool:
    """Whether taking the part away leaves no term with another sign."""
    return all(0 < value <= terms.get(mono, 0) for mono, value in part.items())


def _take(rest: Terms, taken: Terms) -> None:
    for mono, value in taken.items():
        rest[mono] -= value
        if not rest[mono]:
            del rest[mono]


def _factors(coefficient: int, mono: Monomial, names: Mapping[str, str]) -> tuple[int, list[str]]:
    """The monomial's factors in brackets where needed, and the coefficient left before them."""
    factors = []
    for atom in mono:
        if isinstance(atom, Floor):
            division = _Division(atom.numerator, "//", atom.denominator)
            factors.append(f"({_division_text(division, names)})")
            continue
        absorbed = math.gcd(coefficient, atom.divisor)
        coefficient //= absorbed
        factors.append(_symbol_text(atom, atom.divisor // absorbed, names))
    # `H * (C // 2)`, not `(C // 2) * H`.
    return coefficient, sorted(factors, key=lambda factor: factor.startswith("("))


def _symbol_text(symbol: Symbol, divisor: int, names: Mapping[str, str]) -> str:
    name = names.get(symbol.name, symbol.name)
    return name if divisor == 1 else f"({name} // {divisor})"


def _product(coefficient: int, factors: list[str]) -> _Piece:
    is_negative = coefficient < 0
    if not factors:
        return _Piece(is_negative, str(abs(coefficient)), False)
    if abs(coefficient) != 1:
        factors = [str(abs(coefficient)), *factors]
    if len(factors) == 1 and factors[0].startswith("("):
        return _Piece(is_negative, factors[0][1:-1], True)
    return _Piece(is_negative, " * ".join(factors), False)


def _division_text(division: _Division, names: Mapping[str, str]) -> str:
    numerator, sign, denominator = division
    factor = _unit(numerator) if sign == "//" else 1
    above = _operand(scale(numerator, factor), names)
    return f"{above} {sign} {_operand(scale(denominator, factor), names)}"


def _unit(terms: Terms) -> int:
    """The least factor that lets every symbol be written without a `//` of its own."""
    return math.lcm(*(_missing(value, mono) for mono, value in terms.items()))


def _missing(coefficient: int, mono: Monomial) -> int:
    unit = math.prod(atom.divisor for atom in mono if isinstance(atom, Symbol))
    return unit // math.gcd(unit, coefficient)


def _operand(terms: Terms, names: Mapping[str, str]) -> str:
    """The sum in brackets, unless it is a single name or number."""
    text = terms_text(terms, names)
    return f"({text})" if " " in text or text.startswith("-") else text
