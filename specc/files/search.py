"""Finds the specs that a command line means, and the root of the project around a file."""

import os
from collections.abc import Iterable, Iterator
from typing import Protocol

ROOT_MARKS = ("pyproject.toml", "specc.toml", ".git")
"""A folder that holds one of these is the root of a project."""

SUFFIX = ".spec"


class Picks(Protocol):
    """What a search in folders takes."""

    def folder(self, path: str) -> bool:
        """Whether a folder is searched."""

    def file(self, path: str) -> bool:
        """Whether a file is taken."""


class EverySpec:
    """Takes what is named like a spec."""

    def folder(self, path: str) -> bool:
        """Every folder is searched."""
        return True

    def file(self, path: str) -> bool:
        """Every `.spec` file."""
        return is_spec(path)


def is_spec(path: str) -> bool:
    """Whether a file is named like a spec."""
    return path.endswith(SUFFIX)


def find_specs(paths: Iterable[str], picks: Picks | None = None) -> Iterator[str]:
    """Files as they are, folders as the specs below them in the order of their names.

    Hidden folders are skipped and links to folders not followed. Raises FileNotFoundError for a
    path that does not exist, and for a folder without any spec.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path, picks or EverySpec()):
            name = os.path.normpath(found) if found != "-" else found
            if name not in seen:
                seen.add(name)
                yield name


def _below(path: str, picks: Picks) -> list[str]:
    if path == "-" or (os.path.exists(path) and not os.path.isdir(path)):
        return [path]
    if not os.path.isdir(path):
        raise FileNotFoundError(f"there is no file or folder `{path}`")
    found = sorted(_walk(path, picks))
    if not found:
        raise FileNotFoundError(f"there is no `{SUFFIX}` file in `{path}`")
    return found


def _walk(top: str, picks: Picks) -> Iterator[str]:
    for folder, inner, files in os.walk(top):
        visible = [name for name in inner if not name.startswith(".")]
        inner[:] = [name for name in visible if picks.folder(os.path.join(folder, name))]
        yield from filter(picks.file, (os.path.join(folder, name) for name in files))


def project_root(folder: str) -> str:
    """The nearest folder upwards (itself included) that is a project's root, else `folder`."""
    current = os.path.realpath(folder)
    while True:
        if any(os.path.lexists(os.path.join(current, mark)) for mark in ROOT_MARKS):
            return current
        above = os.path.dirname(current)
        if above == current:
            return os.path.realpath(folder)
        current = above
