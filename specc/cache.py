"""Keeps what `specc check` found, so that an unchanged file is not read again.

An entry holds for one file under one path and one set of wishes. It is valid as long as the file,
what it imports, specc and Python are the same, all by content. The folder may have come with
somebody else's project, so whatever stands in it is taken for text and nothing more.
"""

import os
import stat
import sys
from _blake2 import blake2b  # hashlib would load OpenSSL, three milliseconds
from collections.abc import Iterable, Iterator
from contextlib import suppress

from specc import __version__
from specc.files.search import project_root
from specc.namedtuple import NamedTuple

FOLDER = ".specc_cache"
IGNORE = "# written by specc\n*\n"
LONGEST_ENTRY = 1 << 24
"""Bytes of an entry that are read."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_ONCE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Import(NamedTuple):
    """A file that a result depends on: as an import joins it, without links, its digest."""

    joined: str
    real: str
    digest: str


class Cache:
    """The results below one folder; `wishes` are what was asked of a check, as a text."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._program = fingerprint()

    def find(self, path: str, wishes: str) -> list[str] | None:
        """What was kept about the spec at `path`; None where that is nothing, or out of date."""
        try:
            return self._find(path, wishes)
        except (OSError, ValueError, IndexError):
            return None

    def keep(
        self,
        path: str,
        wishes: str,
        text: str,
        imports: Iterable[tuple[str, str, str]],
        found: list[str],
    ) -> None:
        """Keep `found` about a spec of that text, where the folder can be written.

        An import is where it looks, the same with links resolved, and the text there.
        """
        real = os.path.realpath(path)
        depends = [Import(joined, to, digest(other.encode())) for joined, to, other in imports]
        known = [part for one in depends for part in one]
        root = project_root(os.path.dirname(real)) if known else ""
        head = [self._program, digest(text.encode()), root, str(len(known)), *known]
        try:
            self._write(self._entry(path, real, wishes), pack([*head, *found]))
        except OSError:
            return

    def recall(self, kind: str, data: bytes) -> list[str] | None:
        """What was made of a file of that kind that held these bytes."""
        try:
            program, *made = unpack(_read(self._made(kind, data), LONGEST_ENTRY))
        except (OSError, ValueError):
            return None
        return made if program == self._program else None

    def remember(self, kind: str, data: bytes, made: list[str]) -> None:
        """Keep what was made of them, where the folder can be written."""
        with suppress(OSError):
            self._write(self._made(kind, data), pack([self._program, *made]))

    def _made(self, kind: str, data: bytes) -> str:
        return os.path.join(
            self._folder, blake2b(data, digest_size=16, key=kind.encode()).hexdigest()
        )

    def _find(self, path: str, wishes: str) -> list[str] | None:
        real = os.path.realpath(path)
        parts = unpack(_read(self._entry(path, real, wishes), LONGEST_ENTRY))
        program, content, root, count = parts[:4]
        if program != self._program or content != digest(_content(real)):
            return None
        end = 4 + int(count)
        imports = [Import(*parts[at : at + 3]) for at in range(4, end, 3)]
        if imports and root != project_root(os.path.dirname(real)):
            return None
        same = all(
            os.path.realpath(one.joined) == one.real and digest(_content(one.real)) == one.digest
            for one in imports
        )
        return parts[end:] if same else None

    def _entry(self, path: str, real: str, wishes: str) -> str:
        identity = pack([wishes, path, real])
        return os.path.join(self._folder, blake2b(identity, digest_size=16).hexdigest())

    def _write(self, entry: str, data: bytes) -> None:
        _make_folder(self._folder)
        part = f"{entry}.{os.getpid()}"
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _ONCE, 0o666)
        try:
            os.write(file, data)
        finally:
            os.close(file)
        os.replace(part, entry)


def open_cache() -> Cache | None:
    """The cache of the project around the current folder; None where there can be none."""
    try:
        folder = os.path.join(project_root(os.getcwd()), FOLDER)
        return None if os.path.islink(folder) else Cache(folder)
    except OSError:
        return None


def is_cache(path: str) -> bool:
    """Whether a folder is one that specc made, by its name and by what it says of itself."""
    if os.path.basename(path) != FOLDER or os.path.islink(path):
        return False
    try:
        return _read(os.path.join(path, ".gitignore"), len(IGNORE)) == IGNORE.encode()
    except (OSError, ValueError):
        return False


def clear(folder: str) -> bool:
    """Remove a cache; True where something in it was not specc's, and stays with its folder.

    Raises OSError.
    """
    foreign = False
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_entry(entry.name) and not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
            else:
                foreign |= entry.name != ".gitignore"
    if not foreign:
        os.unlink(os.path.join(folder, ".gitignore"))
        os.rmdir(folder)
    return foreign


def _is_entry(name: str) -> bool:
    """Whether a file is named like an entry, or like one that was not written to its end."""
    whole, _, process = name.partition(".")
    return len(whole) == 32 and whole.isalnum() and (process.isdecimal() or name == whole)


def digest(data: bytes) -> str:
    """The digest that contents are compared by; a byte order mark does not count."""
    return blake2b(data.removeprefix(BYTE_ORDER_MARK), digest_size=20).hexdigest()


def fingerprint() -> str:
    """What tells this specc on this Python from any other, an edited checkout included."""
    import specc_grammar

    places = (os.path.dirname(__file__), os.path.dirname(specc_grammar.__file__))
    files = sorted(line for place in places for line in _stamps(place))
    return digest("\n".join([__version__, sys.version, *files]).encode(errors="surrogateescape"))


def _stamps(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path} {status.st_mtime_ns} {status.st_size}"


def pack(parts: list[str]) -> bytes:
    """Texts as bytes: a digest, the lengths, the texts. Reading it back needs no parser."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    body = b" ".join(b"%d" % len(one) for one in encoded) + b"\n" + b"".join(encoded)
    return digest(body).encode() + b"\n" + body


def unpack(data: bytes) -> list[str]:
    """The texts that were packed. Raises ValueError where the bytes are damaged."""
    kept, _, body = data.partition(b"\n")
    if kept != digest(body).encode():
        raise ValueError("the digest differs")
    lengths, _, rest = body.partition(b"\n")
    found: list[str] = []
    at = 0
    for length in map(int, lengths.split()):
        if length < 0:
            raise ValueError("a length is negative")
        found.append(rest[at : at + length].decode("utf-8", "surrogatepass"))
        at += length
    return found


def _content(path: str) -> bytes:
    """A spec's bytes. Raises ValueError for what is not a file: a pipe can be read only once."""
    from specc.files.read import LONGEST_FILE

    return _read(path, LONGEST_FILE)


def _read(path: str, longest: int) -> bytes:
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode) or status.st_size > longest:
        raise ValueError("not a file, or too long")
    file = os.open(path, os.O_RDONLY | _ONCE)
    try:
        return os.read(file, status.st_size)
    finally:
        os.close(file)


def _make_folder(folder: str) -> None:
    """Make the cache's folder, which keeps itself out of version control."""
    with suppress(FileExistsError):
        os.mkdir(folder)
    ignore = os.path.join(folder, ".gitignore")
    if not os.path.lexists(ignore):
        with suppress(FileExistsError), open(ignore, "x", encoding="utf-8") as file:
            file.write(IGNORE)
