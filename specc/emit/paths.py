"""Where each layer's modules live in the tree of modules that a planned model becomes."""

from collections.abc import Iterable, Iterator

from specc.emit.plan import Plan
from specc.emit.step import Body, Item, Loop, Origin, Step


def module_paths(plan: Plan, index: int) -> dict[int, dict[str, str]]:
    """Attribute paths in model `index`: node id → part's suffix → path, as `stages.0.conv1`.

    The names in the plan's bodies must be the final ones (`specc.emit.attributes.distinct`). Shared
    layers and blocks are named once, by the node that owns the weights.
    """
    body = plan.models[index].body
    found: dict[int, dict[str, str]] = {}
    waiting = [("", body, body)]
    while waiting:
        prefix, final, own = waiting.pop()
        for path, origin in _modules(final, own):
            full = f"{prefix}{path}"
            if origin.kind == "node":
                found.setdefault(origin.id, {})[origin.suffix] = full
                continue
            used = plan.uses[index][origin.id]
            waiting.append((f"{full}.", plan.blocks[used.block].body, used.body))
    return found


def _modules(final: Body, own: Body) -> Iterator[tuple[str, Origin]]:
    """The attributes of a class, with what one use of it puts there."""
    for named, used in zip(final.shared, own.shared, strict=True):
        if used.origin is not None:
            yield named.name, used.origin
    yield from _paired(final.items, own.items, "")


def _paired(final: Iterable[Item], own: Iterable[Item], at: str) -> Iterator[tuple[str, Origin]]:
    """Items with modules, matched by position; `at` are the indices in the lists of the loops."""
    for named, used in zip(_holding(final), _holding(own), strict=True):
        if isinstance(named, Loop) and isinstance(used, Loop):
            for number, iteration in enumerate(used.iterations):
                yield from _paired(named.body, iteration, f"{at}.{number}")
        elif isinstance(named, Step) and isinstance(used, Step) and used.origin is not None:
            yield f"{named.name}{at}", used.origin


def _holding(items: Iterable[Item]) -> Iterator[Item]:
    return (item for item in items if isinstance(item, Loop) or item.make is not None)
