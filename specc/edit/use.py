"""How a layer is written, and the edits that change its settings."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from specc.diagnostics import Edit
from specc.layer import Activation
from specc.source import Source, Span
from specc.syntax import ast

Use: TypeAlias = ast.Call | ast.Name
"""How a layer is written: with settings, or by its bare name."""


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


def remove_setting(source: Source, use: Use, name: str) -> Edit | None:
    """Take a setting that is given by name away; None where it is not, or a comment would go."""
    given = argument(use, name)
    if given is None or not isinstance(use, ast.Call):
        return None
    at = use.arguments.index(given)
    if len(use.arguments) == 1:
        span = Span(use.name.span.end, use.span.end)
    elif at:
        span = Span(use.arguments[at - 1].span.end, given.span.end)
    else:
        span = Span(given.span.start, use.arguments[1].span.start)
    return None if "#" in source.cut(span) else Edit(source, span, "")


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
