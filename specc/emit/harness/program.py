"""Puts a generated file together: template, pieces picked by use, and the imports they need."""

import symtable
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specc.emit.expression import Code, call
from specc.emit.render import INDENT, WIDTH, literal, quote, statement
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment

SPLIT = "# isort: split"
LOCAL = frozenset({"data", "model", "weights"})
"""Modules that stand beside the generated file."""


class Import(NamedTuple):
    """`import module as alias`, or with a name `from module import name`; `own`: the user's."""

    module: str
    name: str = ""
    alias: str = ""
    own: bool = False

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
    made.globals.update(define=_define, invoke=_invoke)
    return made


def _define(name: str, parameters: list[str], result: str, depth: int = 0) -> str:
    return "\n".join(signature(name, [p for p in parameters if p], result, depth))


def _invoke(prefix: str, function: str, arguments: list[str], depth: int) -> str:
    made = call(function, *(Code(text) for text in arguments if text))
    return "\n".join(statement(prefix, made, depth))


def signature(name: str, parameters: list[str], result: str, depth: int = 0) -> list[str]:
    """The head of a function, broken as `ruff format` breaks it."""
    indent, inner = INDENT * depth, INDENT * (depth + 1)
    line = f"{indent}def {name}({', '.join(parameters)}) -> {result}:"
    if len(line) <= WIDTH:
        return [line]
    together = f"{inner}{', '.join(parameters)}"
    fits = len(together) <= WIDTH and len(parameters) > 1
    inside = [together] if fits else [f"{inner}{p}," for p in parameters]
    return [f"{indent}def {name}(", *inside, f"{indent}) -> {result}:"]


def with_pieces(body: str, pieces: Mapping[str, str], last: str = "") -> str:
    """A module's body, the pieces that it calls and those that these call, and a last statement."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        fresh = (_free_names(waiting.pop()) & pieces.keys()) - found
        found |= fresh
        waiting.extend(pieces[name] for name in fresh)
    used = [text for name, text in pieces.items() if name in found]
    return "\n\n\n".join([body.strip("\n"), *used, *([last] if last else [])])


def assembled(docstring: str, body: str, known: Mapping[str, Import]) -> str:
    """A module: its docstring, the imports of the known names that the body reads, the body."""
    free = _free_names(body)
    imports = import_block(item for name, item in known.items() if name in free)
    code = body.strip("\n")
    gap = [""] * (2 if code.startswith(("def ", "class ", "@")) else 1)
    return "\n".join([docstring, *([imports, *gap] if imports else []), code, ""])


def _free_names(body: str) -> set[str]:
    """Names that a module reads without making them: pieces, imports, builtins."""
    top = symtable.symtable(body, "generated", "exec")
    free: set[str] = set()
    waiting = [top]
    while waiting:
        scope = waiting.pop()
        waiting.extend(scope.get_children())
        free |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and s.is_global()}
    made = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_namespace()}
    return free - made


def import_block(items: Iterable[Import]) -> str:
    """Imports in groups: the standard library, packages, the user's modules, files beside this.

    Whether a tool takes the last two for packages depends on the folder it is started in: `isort:
    split` keeps them apart in any case.
    """
    groups: list[list[Import]] = [[], [], [], []]
    for item in sorted(set(items)):
        groups[_group(item)].append(item)
    texts = ["\n".join(_lines(group)) for group in groups]
    marked = [f"{SPLIT}\n{text}" if at > 1 and text else text for at, text in enumerate(texts)]
    return "\n\n".join(text for text in marked if text)


def _group(item: Import) -> int:
    root = item.module.split(".")[0]
    if item.own:
        return 2
    return 3 if root in LOCAL else int(root not in sys.stdlib_module_names)


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
