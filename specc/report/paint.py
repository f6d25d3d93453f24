"""Colours on a terminal that wants them."""

import os
from typing import TextIO

CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "strong": "1",
    "frame": "34",
    "help": "32",
}
"""SGR parameters (ECMA-48, 8.3.117) by what is painted."""


class Paint:
    """Wraps texts in escape sequences, or leaves them alone."""

    __slots__ = ("active",)

    def __init__(self, active: bool = False) -> None:
        self.active = active

    def __call__(self, what: str, text: str) -> str:
        """The text in the colour of `what`."""
        return f"\x1b[{CODES[what]}m{text}\x1b[0m" if self.active and text else text


def without_colour(text: str) -> str:
    """The text without what `Paint` adds; any other escape sequence stays."""
    if "\x1b" not in text:
        return text
    for code in ("0", *CODES.values()):
        text = text.replace(f"\x1b[{code}m", "")
    return text


def wants_colour(stream: TextIO) -> bool:
    """True for a terminal that is not dumb, unless NO_COLOR or FORCE_COLOR decides.

    See https://no-color.org and https://force-color.org.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()
