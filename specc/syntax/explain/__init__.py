"""Syntax errors in words: what construct is broken and how it is written, never a terminal."""

from collections.abc import Callable

from specc.diagnostics import Diagnostic
from specc.syntax.explain.missing import MISSING
from specc.syntax.explain.outside import OUTSIDE
from specc.syntax.explain.place import Place
from specc.syntax.explain.sign import SIGNS
from specc.syntax.explain.word import WORDS, foreign_word
from specc.syntax.token import Fault

__all__ = ["Place", "explain"]

Explanation = Callable[[Place], Diagnostic | None]
EXPLANATIONS: tuple[Explanation, ...] = (foreign_word, *OUTSIDE, *WORDS, *SIGNS, *MISSING)
"""Tried in this order; each says nothing about what it does not know."""


def explain(place: Place) -> Diagnostic:
    """What is wrong where the parser found a token that cannot stand there."""
    value = place.value
    if isinstance(value, Fault):
        return value.diagnostic
    for explanation in EXPLANATIONS:
        found = explanation(place)
        if found:
            return found
    return place.fault(f"{place.shown()} cannot stand here")
