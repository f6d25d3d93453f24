"""Arrays of numbers in NumPy's archives, read without NumPy.

The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
"""

import ast
import sys
import zipfile
from array import array
from typing import Any

from specc.namedtuple import NamedTuple

LARGEST_MEMBER = 1 << 25
"""Bytes that one array may have."""
LONGEST_HEADER = 1 << 16
TYPES = {
    "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H",
    "u4": "I", "u8": "Q", "b1": "B",
}  # fmt: skip
"""NumPy's kinds of number, and those of `array`."""


class Unreadable(Exception):
    """Why data cannot be had, in one line."""


class Array(NamedTuple):
    """An array's shape, and its numbers with the last axis running fastest."""

    shape: tuple[int, ...]
    values: "array[Any]"


def arrays(path: str, shown: str, names: tuple[str, ...]) -> list[Array]:
    """Some arrays of the archive at `path`, which messages call `shown`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [_member(archive, shown, name) for name in names]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError):
        raise Unreadable(f"`{shown}` is not an archive of NumPy arrays") from None


def _member(archive: zipfile.ZipFile, shown: str, name: str) -> Array:
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise Unreadable(f"`{shown}` has no array `{name}`") from None
    if member.file_size > LARGEST_MEMBER:
        raise Unreadable(f"`{name}` in `{shown}` is too large to look at")
    data = archive.read(member)
    try:
        return _decoded(data)
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        raise Unreadable(f"`{name}` in `{shown}` is not a plain array of numbers") from None


def _decoded(data: bytes) -> Array:
    if data[:6] != b"\x93NUMPY":
        raise ValueError
    wide = 2 if data[6] == 1 else 4
    start = 8 + wide
    length = int.from_bytes(data[8:start], "little")
    if length > LONGEST_HEADER:
        raise ValueError
    header = ast.literal_eval(data[start : start + length].decode("latin-1").strip())
    shape, order = tuple(map(int, header["shape"])), header["descr"][0]
    if header["fortran_order"] and len(shape) > 1:
        raise ValueError
    values = array(TYPES[header["descr"][1:]])
    values.frombytes(data[start + length :])
    if order != "|" and (order == ">") != (sys.byteorder == "big"):
        values.byteswap()
    count = 1
    for size in shape:
        count *= size
    if count != len(values):
        raise ValueError
    return Array(shape, values)
