"""The classes of extern layers in a generated file: what they are called there, and the imports."""

from collections.abc import Iterable, Iterator, Mapping

from specc.diagnostics import Diagnostic, error
from specc.emit.names import unique
from specc.emit.render import INDENT, WIDTH
from specc.ir.graph import Graph, Node
from specc.resolve.extern import Extern

NUMBER = "_0123456789"


def extern_nodes(graphs: Iterable[Graph]) -> Iterator[tuple[Node, Extern]]:
    """Every use of an extern layer, in order."""
    for graph in graphs:
        for node in graph.nodes:
            if isinstance(node.layer, Extern):
                yield node, node.layer


def pathless(graphs: Iterable[Graph], backend: str, framework: str) -> list[Diagnostic]:
    """An error at the first use of each extern layer that names no class for a backend."""
    found: dict[str, Diagnostic] = {}
    for node, layer in extern_nodes(graphs):
        if backend in layer.paths or layer.word in found:
            continue
        message = f"the extern layer `{layer.word}` names no class for {framework}"
        help = f'its declaration says where it is: `{backend} = "mylib.layers:{layer.word}"`'
        place = node.place
        found[layer.word] = error(
            "not-supported-by-backend", message, place.source, place.span, help=help
        )
    return list(found.values())


def local_names(graphs: Iterable[Graph], backend: str, taken: Iterable[str]) -> dict[str, str]:
    """What the class of each path is called in the file: its own name, where that is free.

    `taken` are the names of everything else at the top of the file; those of block classes may
    come with a number.
    """
    others = frozenset(taken)
    used = set(others)
    names: dict[str, str] = {}
    for _, layer in extern_nodes(graphs):
        path = layer.paths[backend]
        name = path.partition(":")[2]
        free = name[:1].isupper() and not {name, name.rstrip(NUMBER)} & others
        if path not in names:
            names[path] = unique(name if free else f"{_camel(name)}Layer", used)
    return names


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def import_lines(names: Mapping[str, str]) -> list[str]:
    """`from mylib.layers import Fourier`: a statement for each module, in order."""
    modules: dict[str, list[str]] = {}
    for path, local in names.items():
        module, _, name = path.partition(":")
        modules.setdefault(module, []).append(name if name == local else f"{name} as {local}")
    return [_statement(module, sorted(modules[module])) for module in sorted(modules)]


def _statement(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"from {module} import (", *(f"{INDENT}{name}," for name in names), ")"])
