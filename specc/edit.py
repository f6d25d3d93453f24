"""Fixes applied to a text, and the edits that fixes are made of."""

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
            taken.extend(fix.edits)
    for edit in sorted(taken, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _free(span: Span, taken: list[Edit]) -> bool:
    return all((span.end < other.span.start or other.span.end < span.start) for other in taken)


def find_use(module: ast.Module, span: Span, word: str) -> Use | None:
    """The text that makes a layer `word` used at `span`: a `layer` definition's, if it is one."""
    for declaration in module.declarations:
        if declaration.span.start <= span.start and span.end <= declaration.span.end:
            return _made_in(declaration, span, word)
    return None


def _made_in(declaration: ast.Declaration, span: Span, word: str) -> Use | None:
    use = next((n for n in _around(declaration, span) if n.span == span and _is_use(n)), None)
    if use is None or _name(use) == word:
        return use
    named = [
        node.value
        for node in _around(declaration, None)
        if isinstance(node, ast.LayerDef) and node.name.text == _name(use)
    ]
    return named[0] if len(named) == 1 and _is_use(named[0]) and _name(named[0]) == word else None


def _is_use(node: Any) -> bool:
    return isinstance(node, (ast.Call, ast.Name))


def _name(use: Any) -> str:
    text: str = use.text if isinstance(use, ast.Name) else use.name.text
    return text


def _around(top: Any, span: Span | None) -> Iterator[Any]:
    """The nodes of a tree from the outside in; only those that cover `span` where it is given."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        place = getattr(node, "span", None)
        if place is None:
            waiting.extend(node if type(node) is tuple else ())
        elif span is None or (place.start <= span.start and span.end <= place.end):
            yield node
            waiting.extend(node)


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
    if _name(use) == old.word:
        return Edit(source, use.span, new.word)
    given = argument(use, "activation")
    if given is None or not _is_use(given.value) or _name(given.value) not in old.activation_words:
        return None
    return Edit(source, given.value.span, new.activation_words[0])
