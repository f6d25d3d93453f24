"""Picks numbers for the sizes that only run time knows."""

from collections.abc import Mapping

from specc.ir.dim import Symbol, evaluate, known_symbols
from specc.ir.graph import Graph

SMALLEST = (12, 40, 96, 224, 500, 1200)
"""Tried in turn as the least value of a symbol: a deep network shrinks small images to nothing."""


class NoSizes(ValueError):
    """No small values of the symbols were found that leave every tensor a size."""


def choose_sizes(graph: Graph) -> tuple[Mapping[str, int], ...]:
    """Two assignments of values to the graph's symbols, or one empty one where it has none.

    Each symbol keeps its facts (`H % 16 == 0`), and where they allow it two symbols differ, so that
    swapped axes are seen. Raises NoSizes.
    """
    known: dict[str, Symbol] = {}
    for value in graph.values:
        for size in value.type.sizes:
            known.update(known_symbols(size))
    if not known:
        return ({},)
    ordered = [known[name] for name in sorted(known)]
    for least in SMALLEST:
        chosen = _assigned(ordered, least, 0), _assigned(ordered[::-1], least, 1)
        if all(_fits(graph, values) for values in chosen):
            return chosen
    names = ", ".join(f"`{name}`" for name in sorted(known))
    raise NoSizes(f"no small values of {names} leave every tensor at least one element")


def _assigned(symbols: list[Symbol], least: int, skip: int) -> dict[str, int]:
    """Multiples of each symbol's divisor from `least` on, `skip` of them left out."""
    values: dict[str, int] = {}
    for at, symbol in enumerate(symbols):
        unit = symbol.divisor
        lowest = -(-max(least, symbol.lower) // unit) * unit
        value = lowest + (at + skip) * unit
        if symbol.upper is not None:
            value = max(min(value, symbol.upper // unit * unit), -(-symbol.lower // unit) * unit)
        values[symbol.name] = value
    return values


def _fits(graph: Graph, values: Mapping[str, int]) -> bool:
    return all(evaluate(size, values) > 0 for value in graph.values for size in value.type.sizes)
