"""Names for the variables of loops that run over literals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specc.emit.expression import Code, Expr, codes, walk
from specc.emit.names import safe
from specc.emit.step import Body, Branch, Item, Loop, Variable, inside, steps

MARK = "@"
"""Starts the placeholder of a loop's variable; no Python name does."""

LETTERS = "nmkji"
VAGUE = frozenset({"", "size", "start", "stop", "in_", "out_"})
"""Hints that say less than a letter."""


def loops(items: Iterable[Item]) -> Iterator[Loop]:
    """The loops among the items, with those inside others."""
    for item in items:
        if isinstance(item, Loop):
            yield item
        for body in inside(item):
            yield from loops(body)


def marks(exprs: Iterable[Expr]) -> set[str]:
    """The placeholders in some expressions."""
    return {text for expr in exprs for text in codes(expr) if text.startswith(MARK)}


def named(expr: Expr, names: Mapping[str, str]) -> Expr:
    """The expression with names in the place of placeholders."""

    def change(part: Expr) -> Expr | None:
        return Code(names[part.text]) if isinstance(part, Code) and part.text in names else None

    return walk(expr, change)


def spoken(body: Body) -> frozenset[str]:
    """The names that the spec gives to tensors of a body."""
    words = {word for step in steps(body.items) for word in step.words}
    branches = {word for branch in _branches(body.items) for word in branch.words}
    return frozenset({*body.input_names, *body.output_names, *words, *branches})


def _branches(items: Iterable[Item]) -> Iterator[Branch]:
    for item in items:
        if isinstance(item, Branch):
            yield item
        for body in inside(item):
            yield from _branches(body)


def variable_names(items: Iterable[Item], taken: frozenset[str]) -> dict[str, str]:
    """A name for each placeholder: what it stands for, or a letter; none twice in nested loops."""
    found: dict[str, str] = {}
    for item in items:
        inner = taken
        if isinstance(item, Loop):
            found.update(_names(item.variables, taken))
            inner = taken | {found[variable.mark] for variable in item.variables}
        for body in inside(item):
            found.update(variable_names(body, inner))
    return found


def _names(variables: Sequence[Variable], taken: frozenset[str]) -> dict[str, str]:
    hints = [variable.hint for variable in variables]
    short = {name.rstrip("0123456789") for name in taken}
    letters = iter([letter for letter in LETTERS if letter not in short])
    found: dict[str, str] = {}
    for variable in variables:
        hint = variable.hint
        clear = hint.isidentifier() and hint not in VAGUE and hints.count(hint) == 1
        name = safe(hint) if clear and safe(hint) not in taken else next(letters, "")
        found[variable.mark] = name or f"item{variable.mark.removeprefix(MARK)}"
    return found
