"""Names for the variables of loops that run over literals."""

from collections.abc import Iterable, Iterator, Sequence

from specc.emit.expression import codes
from specc.emit.step import Body, Item, Loop, Step

MARK = "@"
"""Starts the placeholder of a loop's variable; no Python name does."""

LETTERS = "nmkji"


def placeholders(items: Iterable[Item]) -> set[str]:
    """The placeholders that loops among the items stand their variables in for."""
    return {text for loop in loops(items) for text in loop.variables}


def loops(items: Iterable[Item]) -> Iterator[Loop]:
    """The loops among the items, with those inside loops."""
    for item in items:
        if isinstance(item, Loop):
            yield item
            yield from loops(item.body)


def applied(items: Iterable[Item]) -> set[str]:
    """The placeholders that stand in calls rather than in what builds a module."""
    found: set[str] = set()
    for item in items:
        texts = codes(item.apply) if isinstance(item, Step) else applied(item.body)
        found.update(text for text in texts if text.startswith(MARK))
    return found


def spoken(body: Body) -> frozenset[str]:
    """The names that the spec gives to tensors of a body."""
    return frozenset({*body.input_names, *body.output_names, *_words(body.items)})


def _words(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield from item.words if isinstance(item, Step) else _words(item.body)


def variable_names(loop: Loop, texts: Sequence[str], taken: frozenset[str]) -> dict[str, str]:
    """Names for some placeholders of one loop: `n`, or `n1` and `n2`; `m` around such a loop."""
    if not texts:
        return {}
    short = {name.rstrip("0123456789") for name in taken}
    free = [letter for letter in LETTERS if letter not in short]
    at = int(loop.variables[0].removeprefix(MARK))
    letter = free[at] if at < len(free) else f"item{at}_"
    if len(texts) == 1:
        return {texts[0]: letter}
    return {text: f"{letter}{number}" for number, text in enumerate(texts, 1)}
