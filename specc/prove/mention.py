"""Which names a file mentions where a value, a layer or a size stands: what is used of it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from specc.syntax import ast

if TYPE_CHECKING:
    from specc.subject import Subject

INSIDE: dict[type, tuple[str, ...]] = {
    ast.ListExpr: ("items",),
    ast.Argument: ("value",),
    ast.Call: ("name", "arguments"),
    ast.Attribute: ("value",),
    ast.Index: ("value", "index"),
    ast.Unary: ("operand",),
    ast.Binary: ("left", "right"),
    ast.Conditional: ("then", "test", "otherwise"),
    ast.Range: ("low", "high"),
    ast.Flow: ("steps",),
    ast.RepeatStep: ("count", "body"),
    ast.ForStep: ("values", "body"),
    ast.TypeExpr: ("arguments", "sizes", "values"),
    ast.Input: ("type",),
    ast.Bind: ("value",),
    ast.FlowStatement: ("value",),
    ast.LayerDef: ("value",),
    ast.Let: ("value",),
    ast.IfCase: ("test", "body"),
    ast.If: ("cases", "otherwise"),
    ast.Assert: ("test", "message"),
    ast.Output: ("value",),
    ast.Target: ("kind",),
    ast.Parameter: ("default",),
    ast.Section: ("body",),
}
"""The parts of each kind of node in which names are mentioned, not given."""


def mentions(top: Any) -> Iterator[ast.Name]:
    """The names that a tree mentions, in no particular order; a tuple of trees will do."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is ast.Name:
            yield node
        elif kind is tuple:
            waiting.extend(node)
        elif kind is ast.MapExpr:
            waiting.extend(value for _, value in node.entries)
        elif kind in INSIDE:
            waiting.extend(getattr(node, part) for part in INSIDE[kind])


def words(top: Any) -> frozenset[str]:
    """The names that a tree mentions, as text."""
    return frozenset(name.text for name in mentions(top))


def used(subject: "Subject") -> frozenset[str]:
    """The names of a file that its declarations use, for `subject.once(used)`.

    What a setting of a block hides from its body is not used by that body.
    """
    found: set[str] = set()
    for declaration in subject.scope.module.declarations:
        found.update(_uses(declaration))
    return frozenset(found)


def _uses(declaration: ast.Declaration) -> Iterable[str]:
    if isinstance(declaration, ast.Block):
        hidden = {parameter.name.text for parameter in declaration.parameters}
        return words(declaration.parameters) | (words(declaration.body) - hidden)
    if isinstance(declaration, ast.Dim):
        return words(declaration.condition) - {name.text for name in declaration.names}
    if isinstance(declaration, ast.Section) and declaration.kind == "sweep":
        varied = (s.names[0].text for s in declaration.body if isinstance(s, ast.Bind))
        return words(declaration) | {part for name in varied for part in name.split(".")}
    return words(declaration)
