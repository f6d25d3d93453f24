"""A tree as text, for tests to compare."""

from specc.source import Span
from specc.syntax import ast


def dump(node: object) -> str:
    """A node on one line, without its span: `Binary(+, a, 1)`."""
    if isinstance(node, (ast.Number, ast.String)):
        return repr(node.value)
    if isinstance(node, ast.Name):
        return node.text
    if isinstance(node, tuple) and hasattr(node, "_fields"):
        parts = [dump(part) for part in node if not isinstance(part, Span)]
        return f"{type(node).__name__}({', '.join(parts)})"
    if isinstance(node, tuple):
        return f"[{', '.join(dump(part) for part in node)}]"
    return "-" if node is None else str(node)


def outline(node: object, indent: str = "") -> str:
    """A declaration or statement on a line, with the statements of its bodies below it."""
    bodies = [part for part in node if is_body(part)]
    parts = [dump(part) for part in node if not isinstance(part, Span) and not is_body(part)]
    text = f"{indent}{type(node).__name__} {' '.join(parts)}".rstrip() + "\n"
    return text + "".join(outline(item, indent + "  ") for body in bodies for item in body)


def is_body(part: object) -> bool:
    """Whether a part of a node is its body, or the cases of an `if`."""
    kinds = (ast.IfCase, ast.Bind, ast.FlowStatement, ast.Input, ast.Output, ast.If)
    return type(part) is tuple and bool(part) and isinstance(part[0], kinds)
