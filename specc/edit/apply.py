"""Fixes applied to a text."""

from bisect import bisect_right, insort
from collections.abc import Iterable

from specc.diagnostics import Edit, Fix
from specc.source import Span


def apply(fixes: Iterable[Fix], text: str) -> str:
    """The text after the fixes; of two that touch the same place the first wins.

    A fix is applied whole or not at all, so one that edits another text as well is left out.
    """
    taken: list[Edit] = []
    for fix in fixes:
        if all(edit.source.text == text and _free(edit.span, taken) for edit in fix.edits):
            for edit in fix.edits:
                insort(taken, edit, key=_start)
    for edit in reversed(taken):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _start(edit: Edit) -> int:
    return edit.span.start


def _free(span: Span, taken: list[Edit]) -> bool:
    """True where no edit touches a span; `taken` is in order, so only its neighbours can."""
    at = bisect_right(taken, span.start, key=_start)
    before, after = taken[at - 1 : at], taken[at : at + 1]
    return all(e.span.end < span.start for e in before) and all(
        span.end < e.span.start for e in after
    )
