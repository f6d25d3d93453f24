"""The reference of everything that a spec can use as a layer."""

from collections.abc import Iterator

import click

import specc.layers
from specc.files.library import library
from specc.layer import Layer
from specc.report.reference import Entry, block_entry, entry, layer_entries
from specc.resolve.foreign import FOREIGN_LAYERS
from specc.suggest import nearest
from specc.syntax import ast

__all__ = ["blocks", "entries", "find", "specc"]


def entries() -> Iterator[Entry]:
    """All layers by family, then the blocks of the library."""
    yield from layer_entries()
    yield from blocks()


def blocks() -> Iterator[Entry]:
    """The blocks of the library."""
    for name, module in library():
        for declaration in module.declarations:
            if isinstance(declaration, ast.Block) and declaration.kind == "block":
                yield block_entry(name, module.source.cut, declaration)


def find(name: str) -> Entry:
    """The layer or block of a name. Raises UsageError, with the nearest name, for another."""
    layer = Layer.known.get(name)
    if layer is not None:
        return entry(layer)
    known = {one.word: one for one in blocks()}
    if name in known:
        return known[name]
    near = FOREIGN_LAYERS.get(name) or nearest(name, [*Layer.known, *known])
    help = f"did you mean `{near}`?" if near else "`specc layers` lists all"
    raise click.UsageError(f"there is no layer or block `{name}`; {help}")
