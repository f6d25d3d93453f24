"""Where each layer's modules live in the tree of modules that a planned model becomes."""

from collections.abc import Iterator
from typing import Any

from specc.emit.plan import Plan
from specc.emit.step import Body, Origin, steps


def module_paths(plan: Plan, index: int) -> dict[int, dict[str, str]]:
    """Attribute paths in model `index`: node id → part's suffix → path, as `stages.0.conv1`.

    The names in the plan's bodies must be the final ones (`specc.emit.attributes.distinct`). Shared
    layers and blocks are named once, by the node that owns the weights.
    """
    found: dict[int, dict[str, str]] = {}
    waiting = [("", plan.models[index].body, 0)]
    while waiting:
        prefix, body, use = waiting.pop()
        for path, origin in _modules(body, use):
            if origin.kind == "node":
                found.setdefault(origin.id, {})[origin.suffix] = f"{prefix}{path}"
                continue
            placed = plan.uses[index][origin.id]
            waiting.append((f"{prefix}{path}.", plan.blocks[placed.block].body, placed.use))
    return found


def _modules(body: Body, use: int) -> Iterator[tuple[str, Origin]]:
    """The attributes of a class, with what one use of it puts there."""
    for shared in body.shared:
        yield from _placed(shared.name, shared.origins[use])
    for step in steps(body.items):
        if step.make is not None:
            yield from _placed(step.name, step.origins[use])


def _placed(path: str, origin: Any) -> Iterator[tuple[str, Origin]]:
    """Modules of a list or sequence stand behind its name by their number."""
    if isinstance(origin, Origin):
        yield path, origin
    elif isinstance(origin, tuple):
        for number, inner in enumerate(origin):
            yield from _placed(f"{path}.{number}", inner)
