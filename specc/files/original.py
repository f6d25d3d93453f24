"""The bytes of a file that is to be rewritten in place."""

import errno
import os

from specc.files.read import LONGEST_FILE, is_regular


def read_original(path: str) -> bytes:
    """The bytes of the spec at `path`, `-` for standard input, one more than may be at the most.

    Raises OSError where there are none to be had.
    """
    if path == "-":
        with open(0, "rb", closefd=False) as file:
            return file.read(LONGEST_FILE + 1)
    if not is_regular(path):
        raise OSError(f"`{path}` is no regular file; `-` is standard input")
    with open(path, "rb") as file:
        return file.read(LONGEST_FILE + 1)


def refuse_read_only(path: str) -> None:
    """Raise PermissionError for a file that may not be written to, though it could be replaced."""
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
