"""Words of a spec: where they stand, and how one writes them wrong."""

from collections.abc import Iterator
from typing import Any

from specc.syntax import ast

SHORT = 4
DECLARING = {
    ast.Argument: ("value",),
    ast.Call: ("arguments",),
    ast.Attribute: ("value",),
    ast.Bind: ("value",),
    ast.LayerDef: ("value",),
    ast.Let: ("value",),
    ast.Output: ("value",),
    ast.Parameter: ("default",),
    ast.ForStep: ("values", "body"),
    ast.Input: ("type",),
    ast.TypeExpr: ("arguments", "sizes", "values"),
    ast.Block: ("parameters", "body"),
    ast.Dim: ("condition",),
}
"""The parts of a node in which a name stands for something, and not for what is declared there."""


def misspelt(word: str) -> str:
    """A word with two letters swapped, or its last one doubled where it is short."""
    if len(word) >= SHORT:
        for at in range(len(word) // 2, len(word)):
            one, other = word[at - 1], word[at]
            if (
                one != other
                and one.isalpha()
                and other.isalpha()
                and one.isupper() == other.isupper()
            ):
                return word[: at - 1] + other + one + word[at + 1 :]
    return word + word[-1]


def names(node: Any) -> Iterator[ast.Name]:
    """The names inside of a node that stand for something declared elsewhere."""
    if isinstance(node, ast.Name):
        yield node
    elif type(node) is tuple:
        for one in node:
            yield from names(one)
    elif hasattr(node, "_fields"):
        for field in DECLARING.get(type(node), node._fields):
            yield from names(getattr(node, field))


def tensors(block: ast.Block) -> set[str]:
    """What a block or model calls its tensors."""
    found: set[str] = set()
    for node in nodes(block.body):
        if isinstance(node, (ast.Input, ast.Bind)):
            found |= {name.text for name in node.names}
    return found


def constants(block: ast.Block) -> set[str]:
    """What a block or model calls its constants: settings, `let`s, loop variables."""
    found = {one.name.text for one in block.parameters}
    for node in nodes(block.body):
        if isinstance(node, ast.Let):
            found.add(node.name.text)
        elif isinstance(node, ast.ForStep):
            found.add(node.variable.text)
    return found


def nodes(node: Any) -> Iterator[Any]:
    """A node and all that is inside of it, in the order of the text."""
    if type(node) is tuple:
        for one in node:
            yield from nodes(one)
    elif hasattr(node, "span"):
        yield node
        for field in node:
            yield from nodes(field)
