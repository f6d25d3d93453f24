"""Finds the specs that a command line means, and the root of the project around a file."""

import os
from collections.abc import Iterable, Iterator

ROOT_MARKS = ("pyproject.toml", "specc.toml", ".git")
"""A folder that holds one of these is the root of a project."""

SUFFIX = ".spec"


def find_specs(paths: Iterable[str]) -> Iterator[str]:
    """Files as they are, folders as the specs below them in the order of their names.

    Hidden folders are skipped and links to folders not followed. Raises FileNotFoundError for a
    path that does not exist, and for a folder without any spec.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _below(path):
            name = os.path.normpath(found) if found != "-" else found
            if name not in seen:
                seen.add(name)
                yield name


def _below(path: str) -> list[str]:
    if path == "-" or (os.path.exists(path) and not os.path.isdir(path)):
        return [path]
    if not os.path.isdir(path):
        raise FileNotFoundError(f"there is no file or folder `{path}`")
    found = sorted(_walk(path))
    if not found:
        raise FileNotFoundError(f"there is no `{SUFFIX}` file in `{path}`")
    return found


def _walk(top: str) -> Iterator[str]:
    for folder, inner, files in os.walk(top):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in files if name.endswith(SUFFIX))


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
