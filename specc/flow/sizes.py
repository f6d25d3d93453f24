"""Sizes that only run time knows get a representative value."""

from collections.abc import Iterable

from specc.ir.dim import Size, Symbol, evaluate, known_symbols

REPRESENTATIVE = 64
"""What a symbol stands for: the least multiple of its divisor from here on, within its bounds."""


class Sizes:
    """Concrete sizes, one value for each symbol throughout."""

    def __init__(self) -> None:
        self.chosen: dict[str, int] = {}
        self._known: dict[tuple[Size, ...], tuple[int, ...]] = {}

    def of(self, sizes: tuple[Size, ...]) -> tuple[int, ...]:
        """The sizes as integers."""
        found = self._known.get(sizes)
        if found is None:
            found = self._known[sizes] = tuple(map(self._one, sizes))
        return found

    def _one(self, size: Size) -> int:
        if isinstance(size, int):
            return size
        self._choose(known_symbols(size).values())
        return max(evaluate(size, self.chosen), 1)

    def _choose(self, symbols: Iterable[Symbol]) -> None:
        for one in symbols:
            if one.name not in self.chosen:
                self.chosen[one.name] = representative(one)


def representative(one: Symbol) -> int:
    """The size that stands for a symbol."""
    size = max(one.lower, REPRESENTATIVE)
    if one.upper is not None:
        size = min(size, one.upper)
    up = -(-size // one.divisor) * one.divisor
    return up if one.upper is None or up <= one.upper else size // one.divisor * one.divisor
