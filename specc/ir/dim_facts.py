"""What several conditions together say about one symbol."""

from __future__ import annotations

import math
from collections.abc import Iterable

from specc.ir.dim_terms import MAX_FACTOR, Symbol
from specc.namedtuple import NamedTuple


class Contradiction(NamedTuple):
    """Facts that leave a symbol no value; `text` says which, as a diagnostic's message."""

    symbol: Symbol
    text: str


def merge_facts(name: str, facts: Iterable[Symbol]) -> Symbol | Contradiction:
    """The symbol that satisfies all the facts, whatever their own names.

    Its limits are rounded inwards to multiples of its divisor. A size has no value below 1.
    """
    divisor, lower, upper = 1, 1, None
    for fact in facts:
        divisor = math.lcm(divisor, fact.divisor)
        lower = max(lower, fact.lower)
        if fact.upper is not None:
            upper = fact.upper if upper is None else min(upper, fact.upper)
    least = -(-lower // divisor) * divisor
    most = None if upper is None else upper // divisor * divisor
    merged = Symbol(name, divisor, least, most)
    if least > MAX_FACTOR:
        text = f"`{name}` would be at least {least}, which does not fit into 63 bits"
        return Contradiction(merged, text)
    if most is None or least <= most:
        return merged
    return Contradiction(merged, _clash(name, divisor, lower, upper))


def _clash(name: str, divisor: int, lower: int, upper: int | None) -> str:
    limits = f"`{name} >= {lower}` and `{name} <= {upper}`"
    if upper is not None and lower <= upper:
        limits += f" hold no multiple of {divisor}, as `{name} % {divisor} == 0` wants"
        return limits
    return f"{limits} leave `{name}` no value"
