"""Fixes applied to a text, and the edits that fixes are made of."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from specc.diagnostics import Edit, Fix
from specc.layer import Activation
from specc.source import Source, Span
from specc.syntax import ast

Use: TypeAlias = ast.Call | ast.Name
"""How a layer is written: with settings, or by its bare name."""


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


def uses(module: ast.Module) -> dict[Span, Use]:
    """All names and calls of a file by place; for a `layer`'s name, what its definition says."""
    found: dict[Span, Use] = {}
    for declaration in module.declarations:
        defined: dict[str, Use | None] = {}
        written: list[Use] = []
        for node in _nodes(declaration):
            if isinstance(node, Use):
                written.append(node)
            elif isinstance(node, ast.LayerDef):
                # Two definitions of one name stand in different branches: nobody knows which.
                twice = node.name.text in defined
                use = node.value if isinstance(node.value, Use) else None
                defined[node.name.text] = None if twice else use
        found.update((use.span, defined.get(name_of(use)) or use) for use in written)
    return found


def _nodes(top: ast.Declaration) -> Iterator[Any]:
    waiting: list[Any] = [top]
    while waiting:
        node = waiting.pop()
        if type(node) is tuple:
            waiting.extend(node)
        elif hasattr(node, "span"):
            yield node
            waiting.extend(node)


def name_of(use: Use) -> str:
    """The layer, block or word that a use names."""
    return use.text if isinstance(use, ast.Name) else use.name.text


def argument(use: Use, name: str) -> ast.Argument | None:
    """The setting of a use that is given by this name."""
    given = use.arguments if isinstance(use, ast.Call) else ()
    return next((a for a in given if a.name is not None and a.name.text == name), None)


def word_of(value: ast.Expr) -> str:
    """The word that a value is: `true`, `relu`; empty where it is anything else."""
    return value.text if isinstance(value, ast.Name) else ""


def set_setting(source: Source, use: Use, name: str, value: str) -> Edit:
    """Give a setting by name: replaces the value where it is given already."""
    given = argument(use, name)
    if given is not None:
        return Edit(source, given.value.span, value)
    if isinstance(use, ast.Name):
        return Edit(source, Span(use.span.end, use.span.end), f"({name}={value})")
    if not use.arguments:
        return Edit(source, Span(use.span.end - 1, use.span.end - 1), f"{name}={value}")
    end = use.arguments[-1].span.end
    return Edit(source, Span(end, end), f", {name}={value}")


def swap_activation(
    source: Source, use: Use, old: type[Activation], new: type[Activation]
) -> Edit | None:
    """Put one activation, as a layer or as a setting, in the place of another.

    None where the old one does not stand there as a word.
    """
    if name_of(use) == old.word:
        return Edit(source, use.span, new.word)
    given = argument(use, "activation")
    value = given.value if given is not None else None
    if not isinstance(value, Use) or name_of(value) not in old.activation_words:
        return None
    return Edit(source, value.span, new.activation_words[0])
