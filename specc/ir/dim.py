"""The algebra of tensor sizes: integers, and expressions over sizes known only at run time."""

from specc.ir.dim_agreement import Agreement, agreement, at_least, divides
from specc.ir.dim_expression import (
    Dim,
    Size,
    bounds,
    evaluate,
    is_positive,
    known_symbols,
    render,
    size_of,
    substitute,
    symbol,
    symbols,
)
from specc.ir.dim_facts import Contradiction, merge_facts
from specc.ir.dim_terms import DimTooComplex, Symbol

__all__ = [
    "Agreement",
    "Contradiction",
    "Dim",
    "DimTooComplex",
    "Size",
    "Symbol",
    "agreement",
    "at_least",
    "bounds",
    "divides",
    "evaluate",
    "is_positive",
    "known_symbols",
    "merge_facts",
    "render",
    "size_of",
    "substitute",
    "symbol",
    "symbols",
]
