"""Reads one spec, whatever its bytes are."""

import os

from specc.diagnostics import Diagnostic, error
from specc.namedtuple import NamedTuple
from specc.source import Source, Span

LONGEST_FILE = 1 << 20
"""Bytes that one file may have."""

STANDARD_INPUT = "<stdin>"
"""What the spec that is piped in is called."""


class Read(NamedTuple):
    """A file's text, and what makes it unreadable, if anything."""

    source: Source
    fault: Diagnostic | None = None


def read(path: str, shown: str) -> Read:
    """The spec at `path`, called `shown` in messages. Raises OSError where it cannot be had."""
    return decode(read_bytes(path), shown)


def read_standard_input(shown: str = STANDARD_INPUT) -> Read:
    """The spec that is piped in."""
    return decode(read_standard_bytes(), shown)


def read_bytes(path: str) -> bytes:
    """What a file holds, as far as it may be long. Raises OSError where it cannot be had."""
    with open(path, "rb") as file:
        return file.read(LONGEST_FILE + 1)


def read_standard_bytes() -> bytes:
    """What is piped in."""
    with open(0, "rb", closefd=False) as file:
        return file.read(LONGEST_FILE + 1)


def decode(data: bytes, shown: str) -> Read:
    """Bytes as a source; a byte order mark is dropped, line ends are left alone."""
    if len(data) > LONGEST_FILE:
        source = Source(shown, "")
        message = f"the file has more than {LONGEST_FILE} bytes, and at most so many can be read"
        return Read(source, error("limit-exceeded", message, source, Span(0, 0)))
    try:
        return Read(Source(shown, data.decode("utf-8-sig")))
    except UnicodeDecodeError as fault:
        start = len(data[: fault.start].decode("utf-8-sig", "replace"))
        source = Source(shown, data.decode("utf-8-sig", "replace"))
        message = f"the file is not UTF-8: byte 0x{data[fault.start]:02x} at offset {fault.start}"
        found = error("not-utf-8", message, source, Span(start, start + 1), help="save it as UTF-8")
        return Read(source, found)


def is_regular(path: str) -> bool:
    """False for what could block or never end when it is read: pipes, devices, folders."""
    return os.path.isfile(path)
