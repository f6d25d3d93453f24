"""In which order a functional program makes its layers, where they are known by that order."""

from collections.abc import Iterator

from specc.emit.draft import Choice, Draft, DraftItem, Repeat
from specc.emit.expression import Expr
from specc.emit.plan import Plan
from specc.emit.step import Origin, Shared, Step


def created(plan: Plan, index: int) -> Iterator[tuple[Origin, Expr]]:
    """What model `index` makes while its code runs, in that order: for which part, and how.

    Shared layers and blocks come before everything else in the body that makes them.
    """
    waiting: list[Shared | DraftItem] = _parts(plan.drafts[index])
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Repeat):
            waiting[:0] = [item for iteration in part.iterations for item in iteration]
        elif isinstance(part, Choice):
            waiting[:0] = part.items
        elif part.origin is None or _reused(part):
            continue
        elif part.origin.kind == "region":
            waiting[:0] = _parts(plan.uses[index][part.origin.id].draft)
        elif part.make is not None:
            yield part.origin, part.make


def _parts(draft: Draft) -> list[Shared | DraftItem]:
    return [*draft.shared, *draft.items]


def _reused(part: Shared | Step) -> bool:
    """Whether a step only calls what a shared part has made."""
    return isinstance(part, Step) and part.make is None and bool(part.name)
