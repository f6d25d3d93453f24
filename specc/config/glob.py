"""Globs of a configuration: which files are meant, much as in a `.gitignore`.

A glob with a `/` in it counts from the folder of the configuration, any other one is held against
names. `*` stays within a name, and `**` stands for any folders. Paths are parted by `/`.
"""

import os
from collections.abc import Sequence
from fnmatch import fnmatchcase

ANY_DEPTH = "**"


def inside(folder: str, path: str) -> str:
    """A path as the globs of the configuration in a folder see it."""
    return os.path.relpath(path, folder).replace(os.sep, "/")


def means(path: str, glob: str) -> bool:
    """Whether a glob means just this path."""
    names, parts = path.split("/"), _parts(glob)
    return _along(names, parts) if "/" in glob.rstrip("/") else fnmatchcase(names[-1], parts[0])


def covers(path: str, glob: str) -> bool:
    """Whether a glob means a path, or one of the folders around it."""
    names, parts = path.split("/"), _parts(glob)
    if "/" not in glob.rstrip("/"):
        return any(fnmatchcase(name, parts[0]) for name in names)
    return any(_along(names[:end], parts) for end in range(1, len(names) + 1))


def _parts(glob: str) -> list[str]:
    return [part for part in glob.split("/") if part not in ("", ".")]


def _along(names: Sequence[str], parts: Sequence[str]) -> bool:
    """Greedy with one point to go back to, so that no glob takes long."""
    at = part = kept = 0
    back = -1
    while at < len(names):
        if part < len(parts) and parts[part] == ANY_DEPTH:
            back, kept = part, at
            part += 1
        elif part < len(parts) and fnmatchcase(names[at], parts[part]):
            at, part = at + 1, part + 1
        elif back >= 0:
            kept += 1
            at, part = kept, back + 1
        else:
            return False
    return all(one == ANY_DEPTH for one in parts[part:])
