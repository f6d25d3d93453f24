"""Imports the modules of a generated program, several programs in one process."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

OWN = ("model", "weights")
"""Modules that every generated program has under the same name."""


def imported(folder: str, name: str) -> ModuleType:
    """A module of the program in a folder, as that program would import it."""
    with _beside(folder):
        return importlib.import_module(name)


@contextmanager
def _beside(folder: str) -> Iterator[None]:
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(folder)
        for name in OWN:
            sys.modules.pop(name, None)
