"""Writes a generated program into a folder, without touching anything that specc did not write.

A manifest in the folder remembers the hash of each written file. What is not in it, or was edited
since, is somebody's work: it is never overwritten nor removed unless that is asked for.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping

from specc.files.write import write_file

MANIFEST = ".specc-build.json"


class FolderRefused(Exception):
    """Why nothing was written; the message is one line for the user, `help` says how to go on."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


def write_folder(folder: str, files: Mapping[str, str], *, force: bool = False) -> None:
    """Make `folder` hold `files` (path → text), and no file of an earlier build besides.

    Raises FolderRefused, with nothing changed, where a file in the way was not written by specc or
    was edited since, unless `force`; and where a path leads out of the folder. Raises OSError where
    the file system refuses.
    """
    for path in files:
        _check_path(folder, path)
    known = _manifest(folder)
    if not force:
        _refuse_foreign(folder, files, known)
    contents = {path: text.encode() for path, text in files.items()}
    os.makedirs(folder, exist_ok=True)
    for path, data in contents.items():
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        write_file(target, data)
    for path in _stale(folder, files, known):
        os.unlink(os.path.join(folder, path))
    hashes = {path: _hash(data) for path, data in sorted(contents.items())}
    manifest = json.dumps({"files": hashes}, indent=1) + "\n"
    write_file(os.path.join(folder, MANIFEST), manifest.encode())


def _check_path(folder: str, path: str) -> None:
    parts = path.split("/")
    plain = path.isprintable() and "\\" not in path and not os.path.isabs(path)
    if not plain or any(part in ("", ".", "..") for part in parts) or path == MANIFEST:
        raise FolderRefused(f"`{path}` is no path inside a folder")
    place = folder
    for part in parts[:-1]:
        place = os.path.join(place, part)
        if os.path.islink(place):
            raise FolderRefused(f"`{place}` is a link, and could lead out of the folder")
    if os.path.isdir(os.path.join(folder, path)):
        raise FolderRefused(f"`{os.path.join(folder, path)}` is a folder")


def _manifest(folder: str) -> dict[str, str]:
    """The hashes of the files that an earlier build wrote."""
    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
            found = json.load(file)["files"]
        return {str(path): str(digest) for path, digest in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _refuse_foreign(folder: str, files: Iterable[str], known: Mapping[str, str]) -> None:
    if not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise FolderRefused(f"`{folder}` is not a folder")
        return
    if not known and any(os.scandir(folder)):
        help = "choose a new folder, or write into this one with `--force`"
        raise FolderRefused(f"`{folder}` holds files that specc did not write", help)
    for path in files:
        target = os.path.join(folder, path)
        if os.path.lexists(target) and not _untouched(target, known.get(path)):
            why = "was edited since specc wrote it" if path in known else "was not written by specc"
            raise FolderRefused(f"`{target}` {why}", "move it away, or overwrite it with `--force`")


def _untouched(target: str, digest: str | None) -> bool:
    if digest is None or os.path.islink(target) or not os.path.isfile(target):
        return False
    with open(target, "rb") as file:
        return _hash(file.read()) == digest


def _stale(folder: str, files: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    """Files of the earlier build that this one no longer has, and that nobody edited."""
    for path, digest in known.items():
        try:
            _check_path(folder, path)
        except FolderRefused:
            continue
        if path not in files and _untouched(os.path.join(folder, path), digest):
            yield path


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
