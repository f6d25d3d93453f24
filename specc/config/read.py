"""Reads one configuration file, whatever stands in it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

from specc.config.memo import flatten, restore
from specc.config.settings import ConfigurationRefused, Settings
from specc.report.visible import cut

PROJECT, OWN = "pyproject.toml", "specc.toml"
SECTION = "specc"

LONGEST_FILE = 1 << 20
"""Bytes that a configuration may have."""
LONGEST_REASON = 300


class Memory(Protocol):
    """What was made of some bytes before, as texts."""

    def recall(self, kind: str, data: bytes) -> list[str] | None:
        """What is kept for these bytes."""

    def remember(self, kind: str, data: bytes, made: list[str]) -> None:
        """Keep what was made of them."""


def read_settings(path: str, folder: str, memory: Memory | None = None) -> Settings | None:
    """What a file says, its globs counted from `folder`; None for a project that says nothing.

    Raises ConfigurationRefused for what cannot be used, and OSError where it cannot be had.
    """
    with open(path, "rb") as file:
        data = file.read(LONGEST_FILE + 1)
    kind = PROJECT if os.path.basename(path) == PROJECT else OWN
    if kind == PROJECT and SECTION.encode() not in data:
        return None
    kept = memory.recall(kind, data) if memory is not None else None
    if kept is not None:
        with suppress(ValueError):
            return restore(kept, folder)
    settings = _settings(path, folder, _table(path, kind, data))
    if memory is not None:
        memory.remember(kind, data, flatten(settings))
    return settings


def _settings(path: str, folder: str, table: Mapping[str, Any] | None) -> Settings | None:
    if table is None:
        return None
    from specc.config.value import Refused, values  # most runs find them in the cache

    try:
        return Settings(folder, **values(table))
    except Refused as fault:
        raise _refused(path, str(fault)) from None


def _table(path: str, kind: str, data: bytes) -> Mapping[str, Any] | None:
    """The settings as TOML gives them; None where there are none."""
    if len(data) > LONGEST_FILE:
        raise _refused(path, f"has more than {LONGEST_FILE} bytes")
    whole = _parsed(path, data)
    if kind == OWN:
        return whole
    tools = whole.get("tool")
    section = tools.get(SECTION) if isinstance(tools, dict) else None
    if section is not None and not isinstance(section, dict):
        raise _refused(path, f"`tool.{SECTION}` is not a table")
    return section


def _parsed(path: str, data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        reason = f"is not UTF-8: byte 0x{data[fault.start]:02x} at offset {fault.start}"
    except ValueError as fault:
        reason = f"is not TOML: {str(fault)[:1].lower()}{str(fault)[1:]}"
    except RecursionError:
        reason = "is not TOML that can be read: it is nested too deep"
    raise _refused(path, reason)


def _refused(path: str, reason: str) -> ConfigurationRefused:
    shown = os.path.relpath(path)
    if shown.startswith(os.pardir):
        shown = path
    says = ": " if reason.startswith("`") else " "
    return ConfigurationRefused(f"`{shown}`{says}{cut(reason, LONGEST_REASON)}")
