"""Fixes applied to texts: whole or not at all, and none where another one touches."""

from bisect import bisect_right, insort
from collections.abc import Iterable
from itertools import pairwise

from specc.diagnostics import Edit, Fix
from specc.source import Span


def apply(fixes: Iterable[Fix], text: str) -> str:
    """The text after the fixes; of two that touch the same place the first wins.

    A fix is applied whole or not at all, so one that edits another text as well is left out.
    """
    here = [fix for fix in fixes if all(edit.source.text == text for edit in fix.edits)]
    return rewrite([edit for fix in compatible(here) for edit in fix.edits], text)


def compatible(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes that can be applied together: the first of those that touch, in any source."""
    taken: dict[str, list[Edit]] = {}
    chosen: list[Fix] = []
    for fix in fixes:
        if not _apart(fix.edits):
            continue
        if all(_free(edit.span, taken.get(edit.source.path, [])) for edit in fix.edits):
            for edit in fix.edits:
                insort(taken.setdefault(edit.source.path, []), edit, key=_start)
            chosen.append(fix)
    return chosen


def rewrite(edits: Iterable[Edit], text: str) -> str:
    """The text after edits that do not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=_start):
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join([*pieces, text[at:]])


def _start(edit: Edit) -> int:
    return edit.span.start


def _place(edit: Edit) -> tuple[str, Span]:
    return edit.source.path, edit.span


def _apart(edits: Iterable[Edit]) -> bool:
    """True where no two edits of a fix overlap or begin at one place; they may touch."""
    ordered = sorted(edits, key=_place)
    return all(
        one.source.path != other.source.path
        or (one.span.end <= other.span.start and one.span.start < other.span.start)
        for one, other in pairwise(ordered)
    )


def _free(span: Span, taken: list[Edit]) -> bool:
    """True where no edit touches a span; `taken` is in order, so only its neighbours can."""
    at = bisect_right(taken, span.start, key=_start)
    before, after = taken[at - 1 : at], taken[at : at + 1]
    return all(e.span.end < span.start for e in before) and all(
        span.end < e.span.start for e in after
    )
