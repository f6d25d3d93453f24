"""Puts a generated file together: template, pieces picked by use, and the imports they need."""

import ast
import builtins
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from specc.emit.render import literal, quote

if TYPE_CHECKING:
    from jinja2 import Environment

LOCAL = frozenset({"data", "model"})
"""Modules that stand beside the generated file."""
WIDTH = 88


class Import(NamedTuple):
    """`import module as alias`, or with a name `from module import name`."""

    module: str
    name: str = ""
    alias: str = ""

    def line(self) -> str:
        """The statement where nothing else is imported from the module."""
        return f"import {self.module}{f' as {self.alias}' if self.alias else ''}"


def rendered(folder: Path, template: str, values: Mapping[str, Any]) -> str:
    """A template with its values; an unknown name in it raises `jinja2.UndefinedError`.

    What comes from a spec goes through the filters `quote` or `literal`.
    """
    return _environment(folder).get_template(template).render(values)


@cache
def _environment(folder: Path) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters.update(quote=quote, literal=literal)
    return made


def with_pieces(body: str, pieces: Mapping[str, str]) -> str:
    """A module's body with the pieces that it calls, and those that these call, behind it."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        fresh = (_free_names(waiting.pop()) & pieces.keys()) - found
        found |= fresh
        waiting.extend(pieces[name] for name in fresh)
    used = [text for name, text in pieces.items() if name in found]
    return "\n\n\n".join([body.strip("\n"), *used])


def assembled(docstring: str, body: str, known: Mapping[str, Import]) -> str:
    """A module: its docstring, the imports of the known names that the body reads, the body."""
    free = _free_names(body)
    imports = import_block(item for name, item in known.items() if name in free)
    return "\n".join([docstring, *([imports, ""] if imports else []), body.strip("\n"), ""])


def _free_names(body: str) -> set[str]:
    """Names that are read and are neither built in nor made at the top of the module."""
    tree = ast.parse(body)
    made = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return used - made - set(dir(builtins))


def import_block(items: Iterable[Import]) -> str:
    """Imports in three groups: the standard library, packages, files beside this one."""
    groups: list[list[Import]] = [[], [], []]
    for item in sorted(set(items)):
        root = item.module.split(".")[0]
        groups[2 if root in LOCAL else root not in sys.stdlib_module_names].append(item)
    return "\n\n".join("\n".join(_lines(group)) for group in groups if group)


def _lines(group: list[Import]) -> list[str]:
    plain = [item.line() for item in group if not item.name]
    modules: dict[str, list[str]] = {}
    for item in group:
        if item.name:
            renamed = f"{item.name} as {item.alias}" if item.alias else item.name
            modules.setdefault(item.module, []).append(renamed)
    return plain + [line for module, names in modules.items() for line in _from(module, names)]


def _from(module: str, names: list[str]) -> list[str]:
    """`from module import names`, one a line where they do not fit on one."""
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]
