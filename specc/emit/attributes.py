"""Gives every module of a class an attribute of its own; modules of a loop share a list."""

from collections.abc import Iterable

from specc.emit.names import numbered, plural, safe, singular, unique
from specc.emit.step import Body, Item, Step


def distinct(body: Body, reserved: Iterable[str]) -> Body:
    """The body with module names that are unique, safe and, inside loops, plural."""
    taken = set(reserved)
    shared = {s.name: unique(_away(s.name, taken), taken) for s in body.shared}
    items = tuple(_renamed(item, shared, taken, False) for item in body.items)
    return body._replace(
        shared=tuple(s._replace(name=shared[s.name]) for s in body.shared), items=items
    )


def _renamed(item: Item, shared: dict[str, str], taken: set[str], looped: bool) -> Item:
    if not isinstance(item, Step):
        return item._replace(
            body=tuple(_renamed(inner, shared, taken, True) for inner in item.body)
        )
    if not item.name:
        return item
    if item.make is None:
        return item._replace(name=shared[item.name])
    wanted = plural(item.name) if looped else item.name
    return item._replace(name=unique(_away(wanted, taken), taken))


def _away(name: str, taken: set[str]) -> str:
    """A reserved name gets `_` behind it rather than a number."""
    return safe(name) + "_" if safe(name) in taken and f"{safe(name)}_" not in taken else name


def loop_variables(names: list[str]) -> dict[str, str]:
    """For lists of modules: `convs2` → `conv` where that is clear, else `conv2`."""
    short = {name: singular(name) for name in names}
    if len(set(short.values())) == len(names):
        return {name: safe(word) for name, word in short.items()}
    return {name: safe(short[name] + numbered(name)[1]) for name in names}
