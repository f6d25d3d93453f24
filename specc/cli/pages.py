"""The texts of the checked files while they are edited, and what becomes of them."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress

from specc.files.original import refuse_read_only
from specc.files.read import is_regular, read_bytes, read_standard_bytes
from specc.files.write import replace_file
from specc.report.difference import difference
from specc.report.visible import visible
from specc.source import Source

MARK = b"\xef\xbb\xbf"
"""A byte order mark, which a text does not hold."""


class Pages:
    """Files by their places, links resolved; `piped` is what standard input is called.

    `places` leads to the paths that they were named by, `bytes` to what they hold after the edits
    so far, which is missing for what cannot be read.
    """

    def __init__(self, paths: Iterable[str], piped: str) -> None:
        self.places: dict[str, str] = {}
        self.bytes: dict[str, bytes] = {}
        for path in paths:
            real = os.path.realpath(piped if path == "-" else path)
            self.places.setdefault(real, path)
            with suppress(OSError):  # the check will say so
                self.bytes[real] = read_standard_bytes() if path == "-" else read_bytes(path)
        self._before: Mapping[str, bytes] = dict(self.bytes)
        self._sources: dict[str, Source | None] = {}

    def source(self, shown: str) -> Source | None:
        """The text of a file that a finding names, under its place; None for any other file."""
        real = os.path.realpath(shown)
        if real not in self._sources:
            self._sources[real] = self._read(real)
        return self._sources[real]

    def _read(self, real: str) -> Source | None:
        try:
            return Source(real, self.bytes[real].decode("utf-8-sig"))
        except (KeyError, UnicodeDecodeError):
            return None

    def with_texts(self, texts: Mapping[str, str]) -> dict[str, bytes]:
        """What the files hold once some have other texts."""
        encoded = {
            real: MARK * self.bytes[real].startswith(MARK) + text.encode()
            for real, text in texts.items()
        }
        return {**self.bytes, **encoded}

    def take(self, changed: dict[str, bytes]) -> None:
        """Go on with these contents."""
        self.bytes = changed
        self._sources.clear()

    def changed(self) -> list[str]:
        """The places of the files that are not what they were, in the order of their paths."""
        held = self._before
        return [one for one in self.places if one in held and self.bytes[one] != held[one]]

    def write(self, real: str) -> str:
        """Put the new content in the place of the old; why that was not done, if so."""
        path = self.places[real]
        try:
            if not is_regular(real):
                return f"`{path}` is no file that can be replaced: it was left alone"
            refuse_read_only(real)
            if not replace_file(real, self._before[real], self.bytes[real]):
                return f"`{path}` changed meanwhile: it was left alone"
        except OSError as fault:
            return f"`{path}`: {(fault.strerror or str(fault)).lower()}"
        return ""

    def print(self, real: str) -> None:
        """Print the new content as it is."""
        sys.stdout.flush()
        sys.stdout.buffer.write(self.bytes[real])
        sys.stdout.buffer.flush()

    def diff(self, real: str, shown: str) -> str:
        """What becomes of a file, as a unified diff; on a terminal nothing in it is obeyed."""
        before, after = (
            held[real].decode("utf-8", "replace") for held in (self._before, self.bytes)
        )
        text = difference(shown, before, after)
        if not sys.stdout.isatty():
            return text
        return "".join(f"{visible(line.rstrip())}\n" for line in text.split("\n")[:-1])
